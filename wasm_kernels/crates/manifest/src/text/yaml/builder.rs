//! Puts the tree together from the parser's events.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, ScalarStyle, Tag};

use super::copies::{Size, merged, size};
use super::scalars::plain_scalar;
use crate::diagnostic::Diagnostic;
use crate::problems::Problems;
use crate::text::{DEEPEST, MOST_VALUES, Stop};
use crate::tree::{Member, Place, Tree, Value};

/// What aliases may copy, in values and sixteenths of their text: a file of a kilobyte could otherwise
/// stand for billions of values.
const MOST_COPIED: usize = 100_000;

/// A list or object that is not closed yet. Anchor 0 is none.
struct Open {
    place: Place,
    anchor: usize,
    held: Held,
}

enum Held {
    List(Vec<Tree>),
    Object { members: Vec<Member>, key: Option<(String, Place)> },
}

pub(super) struct Builder<'p> {
    problems: &'p mut Problems,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Tree, Size)>,
    root: Option<Tree>,
    values: usize,
    copied: usize,
}

type MaybeTag<'t> = Option<Cow<'t, Tag>>;

impl<'p> Builder<'p> {
    pub(super) fn new(problems: &'p mut Problems) -> Self {
        Self { problems, open: Vec::new(), anchors: BTreeMap::new(), root: None, values: 0, copied: 0 }
    }

    pub(super) fn event(&mut self, event: Event<'_>, place: Place) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), place),
            Event::SequenceStart(anchor, tag) => self.begin(Held::List(Vec::new()), anchor, &tag, "seq", place),
            Event::MappingStart(anchor, tag) => {
                self.begin(Held::Object { members: Vec::new(), key: None }, anchor, &tag, "map", place)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor, place),
            _ => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Option<Tree> {
        let is_empty = self.root.as_ref().is_none_or(Tree::is_null);
        if is_empty {
            let mut this = self;
            let place = Place { line: 1, column: 1 };
            this.fault(place, "The manifest is empty.", "Begin with \"version: v1\" and a list \"nodes:\".");
            return None;
        }
        self.root
    }

    pub(super) fn fault(&mut self, place: Place, message: &str, help: &str) {
        let mut letters = message.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase()).unwrap_or_default();
        let message = format!("This is not valid YAML: {first}{}", letters.as_str());
        self.problems.add_at(Diagnostic::error("bad-yaml", message).with_help(help), place);
    }

    fn stop<T>(&mut self, place: Place, message: &str, help: &str) -> Result<T, Stop> {
        self.fault(place, message, help);
        Err(Stop)
    }

    /// Whether the next scalar is a key.
    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { held: Held::Object { key: None, .. }, .. }))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        place: Place,
    ) -> Result<(), Stop> {
        if self.wants_key() {
            if anchor != 0 {
                self.anchor(anchor, &Tree { place, value: Value::Text(text.into()), is_verbatim: true })?;
            }
            return self.key(text, place);
        }
        let (value, is_verbatim) = self.scalar_value(text, style, tag, place);
        self.add(Tree { place, value, is_verbatim }, anchor)
    }

    /// The value, and whether a tag says that it is text.
    fn scalar_value(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Place) -> (Value, bool) {
        let plain = || plain_scalar(text);
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        let value = match (tag, core) {
            (None, _) if style == ScalarStyle::Plain => plain(),
            (None, _) => Some(Value::Text(text.into())),
            (_, Some("str")) => return (Value::Text(text.into()), true),
            (Some(tag), None) if tag.handle.is_empty() && tag.suffix == "!" => return (Value::Text(text.into()), true),
            (_, Some(kind @ ("int" | "float" | "bool" | "null"))) => {
                let value = plain();
                let fits = match (&value, kind) {
                    (None, _) | (Some(Value::Number(_)), "float") | (Some(Value::Bool(_)), "bool") => true,
                    (Some(Value::Number(number)), "int") => !number.is_f64(),
                    (Some(Value::Null), kind) => kind == "null",
                    _ => false,
                };
                if !fits {
                    self.fault(place, &format!("The tag !!{kind} does not fit \"{text}\"."), "Remove the tag.");
                }
                value
            }
            (Some(tag), _) => {
                self.tag_fault(tag, place);
                Some(Value::Text(text.into()))
            }
        };
        let value = value.unwrap_or_else(|| {
            self.fault(place, &format!("{text} is no finite number."), "Write null or a finite number.");
            Value::Null
        });
        (value, false)
    }

    fn tag_fault(&mut self, tag: &Tag, place: Place) {
        let shown = if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { tag.to_string() };
        let help = "Remove it: values are text, numbers, true, false, null, lists and objects.";
        self.fault(place, &format!("The tag {shown} means nothing in a manifest."), help);
    }

    fn key(&mut self, text: &str, place: Place) -> Result<(), Stop> {
        if text.is_empty() {
            return self.stop(place, "A key is missing before the colon.", "Write key: value.");
        }
        if let Some(Open { held: Held::Object { key, .. }, .. }) = self.open.last_mut() {
            *key = Some((text.into(), place));
        }
        Ok(())
    }

    fn begin(&mut self, held: Held, anchor: usize, tag: &MaybeTag<'_>, kind: &str, place: Place) -> Result<(), Stop> {
        if self.wants_key() {
            return self.stop(place, "A list or an object stands where a key should be.", "Keys are text.");
        }
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == kind)
        {
            self.tag_fault(tag, place);
        }
        if self.open.len() >= DEEPEST {
            return self.too_deep(place);
        }
        self.open.push(Open { place, anchor, held });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        let Some(Open { place, anchor, held }) = self.open.pop() else { return Ok(()) };
        let value = match held {
            Held::List(list) => Value::List(list),
            Held::Object { members, .. } => Value::Object(merged(members)),
        };
        self.add(Tree { place, value, is_verbatim: false }, anchor)
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<(), Stop> {
        let Some((tree, size)) = self.anchors.get(&anchor) else {
            return self.stop(place, "This alias stands inside what it names.", "Name something that is complete.");
        };
        let (tree, size) = (tree.clone(), *size);
        if self.wants_key() {
            return match tree.value {
                Value::Text(text) => self.key(&text, place),
                _ => self.stop(place, "This alias stands for a key and is no text.", "Keys are text."),
            };
        }
        self.copy(size, place)?;
        self.add(tree, 0)
    }

    fn anchor(&mut self, anchor: usize, tree: &Tree) -> Result<(), Stop> {
        let size = size(tree);
        self.copy(size, tree.place)?;
        self.anchors.insert(anchor, (tree.clone(), size));
        Ok(())
    }

    fn copy(&mut self, size: Size, place: Place) -> Result<(), Stop> {
        self.copied += size.weight;
        if self.copied > MOST_COPIED {
            let help = "Write out what they stand for, or keep data out of the manifest.";
            return self.stop(place, "Aliases stand for too many values.", help);
        }
        if self.open.len() + size.depth > DEEPEST {
            return self.too_deep(place);
        }
        Ok(())
    }

    fn too_deep(&mut self, place: Place) -> Result<(), Stop> {
        let message = format!("Lists and objects are nested more than {DEEPEST} deep.");
        self.stop(place, &message, "Flatten it; no manifest needs that.")
    }

    fn add(&mut self, tree: Tree, anchor: usize) -> Result<(), Stop> {
        self.values += 1;
        if self.values > MOST_VALUES {
            let message = format!("The manifest has more than {MOST_VALUES} values.");
            let help = "Keep data out of it: put files beside it and name them in params.";
            return self.stop(tree.place, &message, help);
        }
        if anchor != 0 {
            self.anchor(anchor, &tree)?;
        }
        match self.open.last_mut().map(|open| &mut open.held) {
            None => self.root = Some(tree),
            Some(Held::List(list)) => list.push(tree),
            Some(Held::Object { members, key }) => {
                if let Some((key, key_place)) = key.take() {
                    members.push(Member { key, key_place, tree });
                }
            }
        }
        Ok(())
    }
}
