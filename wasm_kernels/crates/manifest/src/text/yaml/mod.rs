//! YAML 1.2 with the core schema's types as a tree: one document, aliases copied within bounds, merge
//! keys (`<<`) applied, text as keys.

mod builder;
mod copies;
mod scalars;
mod words;

use saphyr_parser::{Event, Parser};

use super::{MOST_BYTES, Stop, too_large};
use crate::problems::Problems;
use crate::tree::{Place, Tree};
use builder::Builder;

pub(crate) use scalars::plain_scalar;

pub(super) fn parse(text: &str, problems: &mut Problems) -> Option<Tree> {
    if text.len() > MOST_BYTES {
        problems.add(too_large(text.len()));
        return None;
    }
    let mut builder = Builder::new(problems);
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::DocumentStart(_), span)) => {
                documents += 1;
                if documents > 1 {
                    let help = "Keep one; put the other into a file of its own.";
                    builder.fault(place(span.start), "A second document begins here.", help);
                    break;
                }
            }
            Ok((event, span)) => {
                if let Err(Stop) = builder.event(event, place(span.start)) {
                    return None;
                }
            }
            Err(error) => {
                let (message, help) = words::explain(error.info());
                builder.fault(place(*error.marker()), message, help);
                return None;
            }
        }
    }
    builder.finish()
}

fn place(marker: saphyr_parser::Marker) -> Place {
    Place { line: marker.line().max(1) as u32, column: marker.col() as u32 + 1 }
}
