//! What a file looks like that is no wav file.

use super::WavError;

/// Start of the file, where in it, what it is, and whether that is sound.
const SIGNATURES: &[(&[u8], usize, &str, bool)] = &[
    (b"RIFX", 0, "a big-endian wav file", true),
    (b"riff\x2e\x91\xcf\x11", 0, "a Wave64 file", true),
    (b"fLaC", 0, "a FLAC file", true),
    (b"OggS", 0, "an Ogg file", true),
    (b"ID3", 0, "an MP3 file", true),
    (b"FORM", 0, "an AIFF file", true),
    (b".snd", 0, "a Sun audio file", true),
    (b"caff", 0, "a Core Audio file", true),
    (b"#!AMR", 0, "an AMR file", true),
    (b"MThd", 0, "a MIDI file, which holds notes and no sound", false),
    (b"ftyp", 4, "an MP4 or M4A file", true),
    (b"\x1a\x45\xdf\xa3", 0, "a WebM or Matroska file", true),
    (b"\x30\x26\xb2\x75", 0, "a Windows Media file", true),
    (b"AVI ", 8, "an AVI video", true),
    (b"WEBP", 8, "a WebP image", false),
    (b"\x89PNG", 0, "a PNG image", false),
    (b"\xff\xd8\xff", 0, "a JPEG image", false),
    (b"GIF8", 0, "a GIF image", false),
    (b"BM", 0, "a BMP image", false),
    (b"II*\0", 0, "a TIFF image", false),
    (b"MM\0*", 0, "a TIFF image", false),
    (b"%PDF", 0, "a PDF document", false),
    (b"PK\x03\x04", 0, "a ZIP archive", false),
    (b"PK\x05\x06", 0, "an empty ZIP archive", false),
    (b"\x1f\x8b", 0, "a gzip archive", false),
    (b"\x28\xb5\x2f\xfd", 0, "a zstd archive", false),
    (b"7z\xbc\xaf", 0, "a 7z archive", false),
    (b"\0asm", 0, "a WebAssembly module", false),
    (b"\x7fELF", 0, "a program", false),
    (b"MZ", 0, "a Windows program", false),
    (b"SQLite format 3", 0, "a SQLite database", false),
    (b"\x93NUMPY", 0, "a numpy array", false),
];

/// Why `start`, the first bytes of a file of `size` bytes, is not the start of a wav file; nothing if
/// it is.
pub fn refuse(start: &[u8], size: u64) -> Option<WavError> {
    if size == 0 {
        return Some(WavError::Empty);
    }
    let riff = [b"RIFF", b"RF64", b"BW64"].into_iter().any(|id| start.starts_with(id));
    if riff && start.get(8..12) == Some(b"WAVE") {
        return None;
    }
    if riff && start.len() < 12 {
        return Some(WavError::HeaderCut { size });
    }
    for &(signature, place, looks_like, sound) in SIGNATURES {
        if start.get(place..).is_some_and(|rest| rest.starts_with(signature)) {
            return Some(if sound { WavError::OtherAudio { looks_like } } else { WavError::NotAudio { looks_like } });
        }
    }
    if is_mpeg_frame(start) {
        return Some(WavError::OtherAudio { looks_like: "an MP3 or AAC file" });
    }
    let looks_like =
        if riff { "a RIFF file of another kind" } else { text_kind(start).unwrap_or("data of an unknown kind") };
    Some(WavError::NotAudio { looks_like })
}

/// Eleven set bits, then a version and a layer that exist (layer 0 is AAC in ADTS).
fn is_mpeg_frame(start: &[u8]) -> bool {
    matches!(start, [0xff, second, third, ..] if second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && third & 0xf0 != 0xf0)
}

fn text_kind(start: &[u8]) -> Option<&'static str> {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let readable = |&byte: &u8| byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r');
    // A character may be cut at the end of what was read.
    let utf8 = match core::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if !utf8 || !start.iter().all(readable) {
        return None;
    }
    let text = start.trim_ascii_start();
    Some(match text.first() {
        Some(b'{' | b'[') => "JSON text",
        Some(b'<') if text.len() >= 5 && text[..5].eq_ignore_ascii_case(b"<?xml") => "XML text",
        Some(b'<') => "HTML text",
        _ => "text",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks_like(start: &[u8]) -> (&'static str, String) {
        let error = refuse(start, start.len() as u64).expect("is no wav file");
        (error.code(), error.to_string())
    }

    #[test]
    fn every_file_is_called_what_it_is() {
        let cases: &[(&[u8], &str, &str)] = &[
            (b"", "empty-file", "empty"),
            (b"\x89PNG\r\n\x1a\n", "not-audio", "a PNG image"),
            (b"{\"nodes\": []}", "not-audio", "JSON text"),
            (b"\xef\xbb\xbf  [1, 2]", "not-audio", "JSON text"),
            (b"<!doctype html>", "not-audio", "HTML text"),
            (b"hello", "not-audio", "text"),
            ("gr\u{fc}\u{df}e".as_bytes(), "not-audio", "text"),
            (b"PK\x03\x04rest", "not-audio", "a ZIP archive"),
            (b"\x00\x01\x02\x03", "not-audio", "unknown kind"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "not-audio", "a WebP image"),
            (b"RIFF\x10\0\0\0sfbk", "not-audio", "RIFF file of another kind"),
            (b"ID3\x04\0", "unsupported-audio-format", "an MP3 file"),
            (b"\xff\xfb\x90\x64", "unsupported-audio-format", "an MP3 or AAC file"),
            (b"fLaC\0\0\0\x22", "unsupported-audio-format", "a FLAC file"),
            (b"\0\0\0\x20ftypM4A ", "unsupported-audio-format", "an MP4 or M4A file"),
            (b"RIFX\0\0\0\0WAVE", "unsupported-audio-format", "big-endian"),
            (b"RIFF\x10\0", "truncated-header", "6 bytes"),
        ];
        for (start, code, words) in cases {
            let (actual, message) = looks_like(start);
            assert_eq!(actual, *code, "{message}");
            assert!(message.contains(words), "{message} has no {words:?}");
        }
        assert_eq!(refuse(b"RIFF\0\0\0\0WAVE", 12), None);
    }
}
