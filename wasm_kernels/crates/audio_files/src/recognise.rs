//! What a file looks like from its first bytes.

use crate::problem::Problem;

/// Which reader a file goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A wav file, whatever its variant.
    Wav,
    /// This, with its article.
    Like(&'static str),
    /// Nothing known: an MP3 may begin anywhere.
    Unknown,
}

/// What a file can be.
enum Kind {
    /// Sound that is read here.
    Read,
    /// Sound that is not.
    Unread,
    /// No sound.
    Other,
}
use Kind::{Other, Read, Unread};

/// Start of the file, where in it, what it is, and what is to be done.
const SIGNATURES: &[(&[u8], usize, &str, Kind)] = &[
    (b"fLaC", 0, "a FLAC file", Read),
    (b"OggS", 0, "an Ogg file", Read),
    (b"ID3", 0, "an MP3 file", Read),
    (b"FORM", 0, "an AIFF file", Read),
    (b"caff", 0, "a Core Audio file", Read),
    (b"ftyp", 4, "an MP4 or M4A file", Read),
    (b"moov", 4, "a QuickTime file", Read),
    (b"\x1a\x45\xdf\xa3", 0, "a WebM or Matroska file", Read),
    (b"RIFX", 0, "a big-endian wav file", Unread),
    (b"riff\x2e\x91\xcf\x11", 0, "a Wave64 file", Unread),
    (b".snd", 0, "a Sun audio file", Unread),
    (b"#!AMR", 0, "an AMR file", Unread),
    (b"\x30\x26\xb2\x75", 0, "a Windows Media file", Unread),
    (b"AVI ", 8, "an AVI video", Unread),
    (b"wvpk", 0, "a WavPack file", Unread),
    (b"MAC ", 0, "a Monkey's Audio file", Unread),
    (b"\x0b\x77", 0, "an AC-3 file", Unread),
    (b"FLV\x01", 0, "a Flash video", Unread),
    (b"\0\0\x01\xba", 0, "an MPEG video", Unread),
    (b"MThd", 0, "a MIDI file, which holds notes and no sound", Other),
    (b"WEBP", 8, "a WebP image", Other),
    (b"\x89PNG", 0, "a PNG image", Other),
    (b"\xff\xd8\xff", 0, "a JPEG image", Other),
    (b"GIF8", 0, "a GIF image", Other),
    (b"BM", 0, "a BMP image", Other),
    (b"II*\0", 0, "a TIFF image", Other),
    (b"MM\0*", 0, "a TIFF image", Other),
    (b"%PDF", 0, "a PDF document", Other),
    (b"PK\x03\x04", 0, "a ZIP archive", Other),
    (b"PK\x05\x06", 0, "an empty ZIP archive", Other),
    (b"\x1f\x8b", 0, "a gzip archive", Other),
    (b"\x28\xb5\x2f\xfd", 0, "a zstd archive", Other),
    (b"7z\xbc\xaf", 0, "a 7z archive", Other),
    (b"\0asm", 0, "a WebAssembly module", Other),
    (b"\x7fELF", 0, "a program", Other),
    (b"MZ", 0, "a Windows program", Other),
    (b"SQLite format 3", 0, "a SQLite database", Other),
    (b"\x93NUMPY", 0, "a numpy array", Other),
];

/// The brands in `ftyp` of still pictures, which share MP4's container.
const PICTURE_BRANDS: &[&[u8]] = &[b"heic", b"heix", b"mif1", b"avif", b"msf1"];

const CONVERT_HELP: &str = "Convert it, for example with: ffmpeg -i INPUT OUTPUT.flac";
const CHOOSE_HELP: &str =
    "Choose a recording: wav, flac, mp3, ogg, opus, m4a, aac or aiff, or a video: mp4, mov, webm or mkv.";

/// Sorts a file of `size` bytes by its first bytes, `start`.
///
/// # Errors
/// It is empty, no sound, or sound of a kind that is not read here.
pub fn sort(start: &[u8], size: u64) -> Result<Looks, Problem> {
    if size == 0 {
        return Err(Problem::error(
            "empty-file",
            "The file is empty.",
            "Check that it was saved, and choose it again.",
        ));
    }
    let riff = [b"RIFF", b"RF64", b"BW64"].into_iter().any(|id| start.starts_with(id));
    if riff && (start.len() < 12 || start.get(8..12) == Some(b"WAVE")) {
        return Ok(Looks::Wav);
    }
    if start.get(4..8) == Some(b"ftyp") && start.get(8..12).is_some_and(|brand| PICTURE_BRANDS.contains(&brand)) {
        return Err(not_audio("an image"));
    }
    for &(signature, place, looks_like, ref kind) in SIGNATURES {
        if start.get(place..).is_some_and(|rest| rest.starts_with(signature)) {
            return match kind {
                Read => Ok(Looks::Like(looks_like)),
                Unread => Err(unread(looks_like)),
                Other => Err(not_audio(looks_like)),
            };
        }
    }
    if is_mpeg_frame(start) {
        return Ok(Looks::Like("an MP3 or AAC file"));
    }
    if is_transport_stream(start) {
        return Err(unread("an MPEG transport stream"));
    }
    if riff {
        return Err(not_audio("a RIFF file of another kind"));
    }
    text_kind(start).map_or(Ok(Looks::Unknown), |looks_like| Err(not_audio(looks_like)))
}

/// The file is no sound.
#[must_use]
pub fn not_audio(looks_like: &str) -> Problem {
    Problem::error("not-audio", format!("The file is no recording: it looks like {looks_like}."), CHOOSE_HELP)
}

fn unread(looks_like: &str) -> Problem {
    let message = format!("The file looks like {looks_like}, which is not read here.");
    Problem::error("unsupported-audio-format", message, CONVERT_HELP)
}

/// Eleven set bits, then a version and a layer that exist (layer 0 is AAC in ADTS).
fn is_mpeg_frame(start: &[u8]) -> bool {
    matches!(start, [0xff, second, third, ..] if second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && third & 0xf0 != 0xf0)
}

/// Packets of 188 bytes, each with the same first one.
fn is_transport_stream(start: &[u8]) -> bool {
    const PACKET: usize = 188;
    start.first() == Some(&0x47) && start.get(PACKET) == Some(&0x47)
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

    #[test]
    fn every_file_is_called_what_it_is() {
        let cases: &[(&[u8], &str, &str)] = &[
            (b"", "empty-file", "empty"),
            (b"\x89PNG\r\n\x1a\n", "not-audio", "a PNG image"),
            (b"\0\0\0\x18ftypheic", "not-audio", "an image"),
            (b"{\"nodes\": []}", "not-audio", "JSON text"),
            (b"\xef\xbb\xbf  [1, 2]", "not-audio", "JSON text"),
            (b"<!doctype html>", "not-audio", "HTML text"),
            (b"hello", "not-audio", "text"),
            ("gr\u{fc}\u{df}e".as_bytes(), "not-audio", "text"),
            (b"PK\x03\x04rest", "not-audio", "a ZIP archive"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "not-audio", "a WebP image"),
            (b"RIFF\x10\0\0\0sfbk", "not-audio", "RIFF file of another kind"),
            (b"#!AMR\n", "unsupported-audio-format", "an AMR file"),
            (b"RIFX\0\0\0\0WAVE", "unsupported-audio-format", "big-endian"),
            (&[0x47; 192], "unsupported-audio-format", "MPEG transport stream"),
        ];
        for (start, code, words) in cases {
            let error = sort(start, start.len() as u64).expect_err("is refused");
            assert_eq!(error.code, *code, "{error}");
            assert!(error.message.contains(words), "{error} has no {words:?}");
        }
        let read: &[(&[u8], Looks)] = &[
            (b"RIFF\0\0\0\0WAVE", Looks::Wav),
            (b"RIFF\x10\0", Looks::Wav),
            (b"ID3\x04\0", Looks::Like("an MP3 file")),
            (b"\xff\xfb\x90\x64", Looks::Like("an MP3 or AAC file")),
            (b"fLaC\0\0\0\x22", Looks::Like("a FLAC file")),
            (b"\0\0\0\x20ftypM4A ", Looks::Like("an MP4 or M4A file")),
            (b"\x00\x01\x02\x03", Looks::Unknown),
        ];
        for (start, looks) in read {
            assert_eq!(sort(start, start.len() as u64).as_ref(), Ok(looks));
        }
    }
}
