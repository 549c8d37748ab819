//! Titles, artists and the like that the demuxers pass over or misname: those of Matroska, of films in
//! `.mov` and of Core Audio files.
//!
//! Source: RFC 9559, 5.1.2.12 (`Title`) and 5.1.8 (`Tags`); `QuickTime` File Format, "User Data Text
//! Strings"; Core Audio Format specification, "Information Chunk".

use std::collections::BTreeMap;

use super::ebml::{CLUSTER, Element, SEGMENT, elements};
use super::mp4_boxes::children;
use crate::source::SourceFile;
use crate::tags::add;

type Tags = BTreeMap<&'static str, String>;

/// Bytes of a text that are looked at.
const LONGEST_TEXT: u64 = 4096;
/// Bytes of the chunk of Core Audio that are looked at.
const LONGEST_INFORMATION: u64 = 64 * 1024;
/// Chunks of a Core Audio file that are looked at; others have some ten.
const MOST_CHUNKS: usize = 1000;

const INFO: u32 = 0x1549_a966;
const TITLE: u32 = 0x7ba9;
const TAGS: u32 = 0x1254_c367;
const TAG: u32 = 0x7373;
const TARGETS: u32 = 0x63c0;
const LEVEL: u32 = 0x68ca;
const LEVEL_IN_WORDS: u32 = 0x63ca;
const SIMPLE_TAG: u32 = 0x67c8;
const TAG_NAME: u32 = 0x45a3;
const TAG_STRING: u32 = 0x4487;

/// The names of texts in films, behind the sign ©.
const FILM_NAMES: [([u8; 3], &str); 10] = [
    (*b"nam", "title"),
    (*b"ART", "artist"),
    (*b"aut", "artist"),
    (*b"alb", "album"),
    (*b"gen", "genre"),
    (*b"cmt", "comment"),
    (*b"day", "date"),
    (*b"wrt", "composer"),
    (*b"com", "composer"),
    (*b"trk", "track"),
];
/// Those in Core Audio files, in small letters.
const CAF_NAMES: [(&str, &str); 11] = [
    ("title", "title"),
    ("artist", "artist"),
    ("album", "album"),
    ("genre", "genre"),
    ("comments", "comment"),
    ("comment", "comment"),
    ("composer", "composer"),
    ("track number", "track"),
    ("track", "track"),
    ("year", "date"),
    ("date", "date"),
];

/// Adds what there is in a file of this format to what the demuxer found.
pub fn add_missed(file: &SourceFile, format: &str, tags: &mut Tags) {
    match format {
        "matroska" => matroska(file, tags),
        "mp4" => film(file, tags),
        "caf" => core_audio(file, tags),
        _ => {}
    }
}

fn text(file: &SourceFile, from: u64, to: u64) -> String {
    let mut bytes = vec![0; to.saturating_sub(from).min(LONGEST_TEXT) as usize];
    let read = file.read(from, &mut bytes);
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

fn matroska(file: &SourceFile, tags: &mut Tags) {
    let Some(segment) = elements(file, 0, file.size()).find(|each| each.id == SEGMENT) else { return };
    let first =
        |id| elements(file, segment.body, segment.end).take_while(|each| each.id != CLUSTER).find(|each| each.id == id);
    if let Some(title) = first(INFO).and_then(|info| info.child(file, TITLE)) {
        add(tags, "title", &text(file, title.body, title.end));
    }
    // The demuxer takes what says of nothing that it is of the track for that of the album.
    let artist = first(TAGS).and_then(|all| untargeted(file, &all, "ARTIST"));
    if let Some(artist) = artist.filter(|artist| tags.get("album_artist") == Some(artist)) {
        tags.remove("album_artist");
        add(tags, "artist", &artist);
    }
}

/// A tag that does not say whether it is of the album, the track or what else.
fn untargeted(file: &SourceFile, all: &Element, wanted: &str) -> Option<String> {
    let open = |tag: &Element| {
        let targets = tag.child(file, TARGETS);
        targets.is_none_or(|told| [LEVEL, LEVEL_IN_WORDS].iter().all(|&id| told.child(file, id).is_none()))
    };
    let texts = elements(file, all.body, all.end)
        .filter(|tag| tag.id == TAG && open(tag))
        .flat_map(|tag| elements(file, tag.body, tag.end).filter(|each| each.id == SIMPLE_TAG));
    let mut values = texts.filter_map(|simple| {
        let (name, value) = (simple.child(file, TAG_NAME)?, simple.child(file, TAG_STRING)?);
        (text(file, name.body, name.end) == wanted).then(|| text(file, value.body, value.end))
    });
    values.next()
}

fn film(file: &SourceFile, tags: &mut Tags) {
    let Some(movie) = children(file, 0, file.size()).find(|each| &each.kind == b"moov") else { return };
    let Some(user) = movie.find(file, *b"udta") else { return };
    for each in children(file, user.body, user.end).filter(|each| each.kind[0] == 0xa9) {
        let name = FILM_NAMES.iter().find(|(letters, _)| each.kind[1..] == letters[..]);
        // Its bytes and its language stand before the text.
        let bytes = file.exactly(each.body).map(u16::from_be_bytes);
        if let (Some((_, name)), Some(bytes)) = (name, bytes) {
            let from = each.body + 4;
            add(tags, name, &text(file, from, (from + u64::from(bytes)).min(each.end)));
        }
    }
}

fn core_audio(file: &SourceFile, tags: &mut Tags) {
    let mut at = 8;
    for _ in 0..MOST_CHUNKS {
        let (Some(kind), Some(bytes)) = (file.exactly::<4>(at), file.exactly(at + 4).map(u64::from_be_bytes)) else {
            return;
        };
        let body = at + 12;
        if &kind == b"info" {
            // How many there are stands before them; each is a name and a value with a zero behind it.
            let mut all = vec![0; bytes.min(LONGEST_INFORMATION) as usize];
            let read = file.read(body, &mut all);
            let texts: Vec<_> = all[..read].get(4..).unwrap_or_default().split(|&byte| byte == 0).collect();
            for pair in texts.as_chunks::<2>().0 {
                let name = String::from_utf8_lossy(pair[0]).to_ascii_lowercase();
                if let Some((_, name)) = CAF_NAMES.iter().find(|(known, _)| *known == name) {
                    add(tags, name, &String::from_utf8_lossy(pair[1]));
                }
            }
        }
        let Some(next) = body.checked_add(bytes) else { return };
        at = next;
    }
}
