//! Title, artist and the like, whatever the file calls them.

use std::collections::BTreeMap;

use symphonia::core::formats::FormatReader;
use symphonia::core::meta::{MetadataRevision, StandardTag, Tag};

/// A tag is cut after this many characters.
const LONGEST_TAG: usize = 300;

/// The tags of the newest metadata of a file, by our names; of a name that comes twice, the first.
pub fn read_tags(reader: &mut dyn FormatReader, track: u32) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let mut metadata = reader.metadata();
    loop {
        if let Some(revision) = metadata.current() {
            collect(revision, track, &mut found);
        }
        // `pop` keeps the last one.
        if metadata.pop().is_none() {
            break;
        }
    }
    if reader.format_info().short_name == "aiff" {
        found.values_mut().for_each(as_utf8);
    }
    found
}

/// What the demuxer took for Latin-1 is UTF-8 where it can be.
fn as_utf8(value: &mut String) {
    let bytes: Option<Vec<u8>> = value.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    if let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        *value = text;
    }
}

fn collect(revision: &MetadataRevision, track: u32, found: &mut BTreeMap<&'static str, String>) {
    let own = revision.per_track.iter().filter(|each| each.track_id == u64::from(track));
    let tags = revision.media.tags.iter().chain(own.flat_map(|each| &each.metadata.tags));
    for (name, value) in tags.filter_map(named) {
        add(found, name, &value);
    }
}

/// Keeps a tag in its short form, unless there is one of that name or nothing in it.
pub fn add(found: &mut BTreeMap<&'static str, String>, name: &'static str, value: &str) {
    let value: String = value.trim_matches(['\0', ' ', '\n', '\r', '\t']).chars().take(LONGEST_TAG).collect();
    if !value.is_empty() {
        found.entry(name).or_insert(value);
    }
}

fn named(tag: &Tag) -> Option<(&'static str, String)> {
    Some(match tag.std.as_ref()? {
        // To the demuxer of AIFF the author is the encoder.
        StandardTag::Encoder(value) if tag.raw.key == "AUTH" => ("artist", value.to_string()),
        StandardTag::TrackTitle(value) => ("title", value.to_string()),
        StandardTag::Artist(value) => ("artist", value.to_string()),
        StandardTag::Album(value) => ("album", value.to_string()),
        StandardTag::AlbumArtist(value) => ("album_artist", value.to_string()),
        StandardTag::Composer(value) => ("composer", value.to_string()),
        StandardTag::Genre(value) => ("genre", value.to_string()),
        StandardTag::Comment(value) => ("comment", value.to_string()),
        StandardTag::TrackNumber(value) => ("track", value.to_string()),
        StandardTag::ReleaseDate(value) | StandardTag::RecordingDate(value) => ("date", value.to_string()),
        StandardTag::ReleaseYear(value) | StandardTag::RecordingYear(value) => ("date", value.to_string()),
        _ => return None,
    })
}
