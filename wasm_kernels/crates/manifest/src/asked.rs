//! What a manifest wants to be given: its placeholders, for whoever shows fields for them.

use serde::{Deserialize, Serialize};

use crate::diagnostic::RelatedPlace;
use crate::tree::Place;

/// More fields than this nobody fills in.
const MOST: usize = 100;
/// More places of one are no help.
const MOST_PLACES: usize = 20;
/// Of a default, in characters.
const LONGEST_DEFAULT: usize = 1000;

/// Where the words of a problem are read, since the way out is another there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Host {
    /// A command line.
    #[default]
    Terminal,
    /// A page that shows fields.
    Page,
}

/// A name that a manifest wants a value for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placeholder {
    /// As it stands in `${NAME}`.
    pub name: String,
    /// What counts where no value is given; of several the first in the file.
    pub default: Option<String>,
    /// Somewhere it has no default, and nothing runs without a value.
    pub is_needed: bool,
    /// Where it stands in the file.
    pub places: Vec<RelatedPlace>,
}

/// The placeholders of one manifest, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    list: Vec<Placeholder>,
}

impl Asked {
    pub(crate) fn add(&mut self, name: &str, is_needed: bool, path: &str, place: Place) {
        let at = self.list.iter().position(|known| known.name == name).unwrap_or(self.list.len());
        if at == self.list.len() {
            if at == MOST {
                return;
            }
            self.list.push(Placeholder { name: name.into(), default: None, is_needed: false, places: Vec::new() });
        }
        let known = &mut self.list[at];
        known.is_needed |= is_needed;
        let is_new = known.places.last().is_none_or(|last| last.path != path);
        if is_new && known.places.len() < MOST_PLACES {
            known.places.push(RelatedPlace { path: path.into(), line: Some(place.line), column: Some(place.column) });
        }
    }

    pub(crate) fn default_of(&mut self, name: &str, default: &str) {
        if let Some(known) = self.list.iter_mut().find(|known| known.name == name) {
            known.default.get_or_insert_with(|| default.chars().take(LONGEST_DEFAULT).collect());
        }
    }

    pub(crate) fn into_list(self) -> Vec<Placeholder> {
        self.list
    }
}
