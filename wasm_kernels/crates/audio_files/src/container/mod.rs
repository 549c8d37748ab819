//! Every format but wav: demuxers and decoders of crates, and around them what makes their sound
//! exact: where it begins and ends, what of a damaged file is lost, and how to get to a place in it.

mod aac;
mod aac_config;
mod caf_packets;
mod channel_order;
mod codec;
mod codec_names;
mod companded;
mod damage;
mod demuxing;
mod ebml;
mod edges;
mod form;
mod frame_ledger;
mod matroska_clusters;
mod matroska_edges;
mod matroska_ending;
mod mend;
mod missed_tags;
mod mp4_boxes;
mod mp4_edits;
mod mp4_fragments;
mod mp4_sound;
mod mpeg_header;
mod mpeg_parts;
mod mpeg_walk;
mod ogg_chain;
mod ogg_pages;
mod ogg_places;
mod opening;
mod opus;
mod pcm;
mod samples;
mod vorbis;

use crate::problem::Problem;
use crate::source::{SourceFile, Stopped};

pub use samples::ContainerSamples;

/// What there is to say where the file cannot be read on.
fn stopped_problem(file: &SourceFile) -> Option<Problem> {
    Some(match file.stopped()? {
        Stopped::Unreadable => Problem::error(
            "input-unreadable",
            "The file cannot be read any more.",
            "It may have been moved, changed or deleted since it was chosen: choose it again.",
        ),
        Stopped::InCircles => Problem::error(
            "broken-audio",
            "The file's parts point at one another in circles: no sound could be found.",
            "The file is damaged or made to mislead: get it again.",
        ),
    })
}
