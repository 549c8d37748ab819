//! Titles and artists, whatever the container calls them and wherever it keeps them.

mod support;

use support::{file, open};

fn tags_of(bytes: &[u8]) -> std::collections::BTreeMap<&'static str, String> {
    open(bytes).unwrap().info().tags.clone()
}

#[test]
fn tags_have_their_names_and_letters_whatever_the_container() {
    for name in [
        "webm_piped.webm",
        "mkv_tagged.mkv",
        "aiff_tagged.aiff",
        "caf_tagged.caf",
        "mov_tagged.mov",
        "wav_adpcm_tagged.wav",
    ] {
        let tags = tags_of(&file(name));
        assert_eq!(tags["title"], "S\u{fc}\u{df}e T\u{f6}ne", "{name}");
        assert_eq!(tags["artist"], "A Maker", "{name}");
        assert!(!tags.contains_key("album_artist"), "{name}");
    }
}

#[test]
fn tags_of_coded_wav_may_stand_behind_the_sound() {
    let bytes = file("wav_adpcm_tagged.wav");
    let list = bytes.windows(4).position(|word| word == b"LIST").unwrap();
    let data = bytes.windows(4).position(|word| word == b"data").unwrap();
    assert!(list < data);
    let moved = [&bytes[..list], &bytes[data..], &bytes[list..data]].concat();
    assert_eq!(tags_of(&moved), tags_of(&bytes));
}

#[test]
fn the_artist_of_an_album_stays_that() {
    let mut bytes = file("mkv_tagged.mkv");
    assert_eq!(tags_of(&bytes)["artist"], "A Maker");
    // The list of targets, empty before, says: the album. It and all around it whose size is told grow.
    let targets = bytes.windows(5).position(|bytes| bytes == [0x63, 0xc0, 0x80, 0x67, 0xc8]).unwrap();
    let tags = bytes.windows(4).rposition(|id| id == [0x12, 0x54, 0xc3, 0x67]).unwrap();
    bytes[targets - 1] += 4;
    bytes[tags + 4] += 4;
    bytes.splice(targets + 2..=targets + 2, [0x84, 0x68, 0xca, 0x81, 50]);
    let album = tags_of(&bytes);
    assert_eq!(album["album_artist"], "A Maker");
    assert!(!album.contains_key("artist"), "{album:?}");
}
