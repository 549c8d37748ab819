//! How the sound of an MP4 or a film in `.mov` is described, where the demuxer takes the description for
//! another one: plain samples of any width, order and number of channels, and ALAC in films. What it would
//! take wrongly is read as if it were right.
//!
//! Source: `QuickTime` File Format, "Sound Sample Description" (versions 0 to 2, `enda`, `wave`); ISO/IEC
//! 23003-5 (`ipcm`, `fpcm`, `pcmC`); ISO/IEC 14496-12, 8.7.3 (`stsz`).

use super::mp4_boxes::{Mp4Box, children, sample_entry, sample_table, tracks};
use super::pcm::PcmForm;
use crate::source::SourceFile;
use crate::wav::{Encoding, MAX_CHANNELS, MAX_FRAME_BYTES};

/// Bytes of a description up to its versions' own fields.
const FIXED_BYTES: u64 = 28;
/// Bit flags of version 2.
const IS_FLOAT: u32 = 1;
const IS_BIG: u32 = 2;

/// What people call that which is not read, by its four letters.
const NAMES: [([u8; 4], &str); 12] = [
    (*b"ac-3", "AC-3 (Dolby Digital)"),
    (*b"ec-3", "E-AC-3 (Dolby Digital Plus)"),
    (*b"ac-4", "AC-4"),
    (*b"samr", "AMR (narrow band)"),
    (*b"sawb", "AMR (wide band)"),
    (*b"ima4", "IMA ADPCM"),
    (*b"MAC3", "MACE 3"),
    (*b"MAC6", "MACE 6"),
    (*b"QDM2", "QDesign Music"),
    (*b"agsm", "GSM 6.10"),
    (*b"dtsc", "DTS"),
    (*b"mha1", "MPEG-H"),
];

/// Those among `mp4a` that are not read, by the kind of their object (the registration authority of MP4).
const OBJECTS: [(u8, &str); 6] = [
    (0xa5, "AC-3 (Dolby Digital)"),
    (0xa6, "E-AC-3 (Dolby Digital Plus)"),
    (0xa9, "DTS"),
    (0xdd, "Vorbis"),
    (0xe1, "QCELP"),
    (0x40, "AAC of an unknown kind"),
];

/// Plain samples, by the number of their track. From now on the demuxer reads them as one channel of 16
/// bits, so that its packets are whole frames.
#[must_use]
pub fn mend(file: &SourceFile) -> Vec<(u32, PcmForm)> {
    let Some(movie) = children(file, 0, file.size()).find(|each| &each.kind == b"moov") else { return Vec::new() };
    let all: Vec<(u32, Mp4Box)> = tracks(file, &movie).collect();
    let plain = all.iter().filter_map(|(number, track)| {
        let entry = sample_entry(file, track)?;
        if &entry.kind == b"alac" {
            lift_alac(file, &entry);
        }
        let form = plain_samples(file, &entry)?;
        hide(file, track, &entry, form)?;
        Some((*number, form))
    });
    plain.collect()
}

/// What the first sound track is called that is not read.
#[must_use]
pub fn in_words(file: &SourceFile) -> Option<String> {
    let movie = children(file, 0, file.size()).find(|each| &each.kind == b"moov")?;
    let entry = tracks(file, &movie).find_map(|(_, track)| {
        let handler = track.find(file, *b"mdia")?.find(file, *b"hdlr")?;
        let is_sound = file.exactly::<4>(handler.body + 8) == Some(*b"soun");
        sample_entry(file, &track).filter(|_| is_sound)
    })?;
    match &entry.kind {
        b"mp4a" => Some(mpeg_4_object(file, &entry).unwrap_or("of an unknown codec").to_owned()),
        _ => letters_in_words(entry.kind),
    }
}

/// What people call a coding of these four letters, which `QuickTime` and AIFF share.
#[must_use]
pub fn letters_in_words(kind: [u8; 4]) -> Option<String> {
    let name = NAMES.iter().find(|(known, _)| *known == kind).map(|(_, name)| (*name).to_owned());
    let letters = kind.iter().all(|byte| (0x20..0x7f).contains(byte));
    name.or_else(|| letters.then(|| format!("coded as {:?}", String::from_utf8_lossy(&kind))))
}

/// What `mp4a` is, which may be of many kinds.
fn mpeg_4_object(file: &SourceFile, entry: &Mp4Box) -> Option<&'static str> {
    let esds = children(file, entry.body + FIXED_BYTES, entry.end).find(|each| &each.kind == b"esds");
    let esds = esds.or_else(|| inner(file, entry, *b"esds"))?;
    let mut bytes = [0; 64];
    let read = file.read(esds.body + 4, &mut bytes);
    // The descriptor of a stream, behind that of its number and the flags; then the one of the decoder.
    let mut rest = descriptor(&bytes[..read], 3)?.get(3..)?;
    rest = descriptor(rest, 4)?;
    let (_, name) = OBJECTS.iter().find(|(object, _)| Some(object) == rest.first())?;
    Some(name)
}

/// What is in a descriptor with this tag, as far as it is there.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (first, rest) = bytes.split_first()?;
    let size_bytes = rest.iter().take(4).take_while(|&&byte| byte & 0x80 != 0).count() + 1;
    (*first == tag).then(|| rest.get(size_bytes..)).flatten()
}

fn plain_samples(file: &SourceFile, entry: &Mp4Box) -> Option<PcmForm> {
    let fixed = file.exactly::<28>(entry.body)?;
    let short = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
    let (version, bits) = (short(8), u32::from(short(18)));
    let (mut channels, mut sample_rate) = (u32::from(short(16)), None);
    let (encoding, big, signed) = match &entry.kind {
        b"sowt" | b"twos" | b"raw " | b"NONE" if version < 2 => {
            let encoding = whole(if bits == 0 { 8 } else { bits })?;
            (encoding, &entry.kind != b"sowt", &entry.kind == b"sowt" || &entry.kind == b"twos")
        }
        b"in24" => (Encoding::S24, !is_little(file, entry), true),
        b"in32" => (Encoding::S32, !is_little(file, entry), true),
        b"fl32" => (Encoding::F32, !is_little(file, entry), true),
        b"fl64" => (Encoding::F64, !is_little(file, entry), true),
        b"alaw" => (Encoding::ALaw, false, true),
        b"ulaw" => (Encoding::MuLaw, false, true),
        b"lpcm" if version == 2 => {
            let more = file.exactly::<36>(entry.body + FIXED_BYTES)?;
            let long = |at: usize| u32::from_be_bytes([more[at], more[at + 1], more[at + 2], more[at + 3]]);
            channels = long(12);
            let rate = f64::from_bits(u64::from(long(4)) << 32 | u64::from(long(8)));
            sample_rate = Some(rate as u32);
            let (bits, flags) = (long(20), long(24));
            let encoding = if flags & IS_FLOAT != 0 { float(bits)? } else { whole(bits)? };
            (encoding, flags & IS_BIG != 0, flags & 4 != 0)
        }
        b"ipcm" | b"fpcm" => {
            let told = children(file, entry.body + FIXED_BYTES, entry.end).find(|each| &each.kind == b"pcmC")?;
            let [flags, bits] = file.exactly(told.body + 4)?;
            let bits = u32::from(bits);
            let encoding = if &entry.kind == b"fpcm" { float(bits)? } else { whole(bits)? };
            (encoding, flags & 1 == 0, true)
        }
        _ => return None,
    };
    // Without a sign there are 8 bits only.
    let eight = encoding == Encoding::U8;
    let channels = u16::try_from(channels).ok().filter(|&channels| (1..=MAX_CHANNELS).contains(&channels))?;
    let fits = encoding.bytes() * usize::from(channels) <= MAX_FRAME_BYTES;
    (fits && (signed || eight)).then_some(PcmForm {
        encoding,
        channels,
        big,
        signed_eight: signed && eight,
        sample_rate,
    })
}

fn whole(bits: u32) -> Option<Encoding> {
    Some(match bits {
        8 => Encoding::U8,
        16 => Encoding::S16,
        24 => Encoding::S24,
        32 => Encoding::S32,
        _ => return None,
    })
}

fn float(bits: u32) -> Option<Encoding> {
    match bits {
        32 => Some(Encoding::F32),
        64 => Some(Encoding::F64),
        _ => None,
    }
}

/// Whether `enda`, in `wave`, says that the lowest byte comes first; else the highest does.
fn is_little(file: &SourceFile, entry: &Mp4Box) -> bool {
    let enda = inner(file, entry, *b"wave").and_then(|wave| wave.find(file, *b"enda"));
    enda.and_then(|enda| file.exactly::<2>(enda.body)) == Some([0, 1])
}

/// A box in a description, behind the fields of its version.
fn inner(file: &SourceFile, entry: &Mp4Box, kind: [u8; 4]) -> Option<Mp4Box> {
    let version = u16::from_be_bytes(file.exactly(entry.body + 8)?);
    let fields = match version {
        0 => 0,
        1 => 16,
        _ => 36,
    };
    children(file, entry.body + FIXED_BYTES + fields, entry.end).find(|each| each.kind == kind)
}

/// What stands before ALAC's own description inside `wave` is read as nothing.
fn lift_alac(file: &SourceFile, entry: &Mp4Box) {
    let Some(wave) = inner(file, entry, *b"wave") else { return };
    if let Some(alac) = wave.find(file, *b"alac") {
        file.mend(wave.start, void((alac.start - wave.start) as u32));
    }
}

fn void(bytes: u32) -> Vec<u8> {
    [&bytes.to_be_bytes()[..], b"free"].concat()
}

fn hide(file: &SourceFile, track: &Mp4Box, entry: &Mp4Box, form: PcmForm) -> Option<()> {
    let rest = u32::try_from(entry.end.checked_sub(entry.body + FIXED_BYTES)?).ok()?;
    // Films write 1 there for samples that are not compressed, whatever their size.
    let stsz = sample_table(file, track)?.find(file, *b"stsz")?;
    let size = u32::from_be_bytes(file.exactly(stsz.body + 4)?);
    file.mend(entry.start + 4, b"sowt".to_vec());
    file.mend(entry.body + 8, vec![0, 0]);
    file.mend(entry.body + 16, vec![0, 1, 0, 16]);
    if rest >= 8 {
        file.mend(entry.body + FIXED_BYTES, void(rest));
    }
    if size > 0 {
        file.mend(stsz.body + 4, (form.frame_bytes() as u32).to_be_bytes().to_vec());
    }
    Some(())
}
