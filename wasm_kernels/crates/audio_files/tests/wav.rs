//! Wav files, whole, odd, damaged and random.

mod support;

use audio_files::Recording;
use audio_files::info::Length;
use audio_files::source::ReadAt;
use proptest::prelude::*;
use support::{Read, read, read_on};

/// The file has fewer bytes than it was said to have.
fn read_short(file: &[u8], ends_at: usize) -> Read {
    read_on(Recording::open(Box::new(file[..ends_at].to_vec()), file.len() as u64).unwrap())
}

fn channels(file: &[u8]) -> Vec<Vec<f32>> {
    let read = read(file).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(read.error.is_none());
    assert_eq!(read.info.length, Length::Exact(read.frames() as u64));
    read.channels
}

fn chunk(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut chunk = [id, &(body.len() as u32).to_le_bytes(), body].concat();
    if body.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    [b"RIFF", &(body.len() as u32 + 4).to_le_bytes()[..], b"WAVE", &body].concat()
}

fn format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let frame_bytes = channels.wrapping_mul(bits.div_ceil(8));
    let mut body = [tag.to_le_bytes(), channels.to_le_bytes()].concat();
    body.extend(rate.to_le_bytes());
    body.extend((rate.wrapping_mul(u32::from(frame_bytes))).to_le_bytes());
    body.extend(frame_bytes.to_le_bytes());
    body.extend(bits.to_le_bytes());
    chunk(b"fmt ", &body)
}

fn samples_16(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

#[test]
fn a_plain_file_is_read() {
    let file = riff(&[format(1, 2, 44_100, 16), chunk(b"data", &samples_16(&[0, 16_384, -32_768, 8192]))]);
    let read = read(&file).unwrap();
    assert_eq!((read.info.channels, read.info.sample_rate, read.notes.len()), (2, 44_100, 0));
    assert_eq!(read.channels, [[0.0, -1.0], [0.5, 0.25]]);
}

#[test]
fn chunks_come_in_any_order_and_odd_ones_are_padded() {
    let data = chunk(b"data", &[128, 192, 64]);
    let orders = [
        vec![chunk(b"LIST", b"INFOabc"), format(1, 1, 8000, 8), data.clone()],
        vec![data.clone(), chunk(b"junk", &[1]), format(1, 1, 8000, 8)],
        vec![
            chunk(b"bext", &[0; 701]),
            format(1, 1, 8000, 8),
            chunk(b"fact", &[3, 0, 0, 0]),
            data,
            chunk(b"LIST", b"x"),
        ],
    ];
    for chunks in orders {
        assert_eq!(channels(&riff(&chunks)), [[0.0, 0.5, -0.5]]);
    }
}

#[test]
fn a_padding_byte_that_was_forgotten_is_noticed() {
    let mut unpadded = chunk(b"LIST", b"INFOabc");
    unpadded.pop();
    let file = riff(&[unpadded, format(1, 1, 8000, 8), chunk(b"data", &[128, 192])]);
    assert_eq!(channels(&file), [[0.0, 0.5]]);
}

#[test]
fn a_header_beyond_the_first_read_is_found() {
    let file = riff(&[chunk(b"junk", &vec![7; 300_000]), format(1, 1, 8000, 8), chunk(b"data", &[128, 192])]);
    assert_eq!(channels(&file), [[0.0, 0.5]]);
}

#[test]
fn the_length_that_a_stream_could_not_know_is_the_rest_of_the_file() {
    for (riff_bytes, data_bytes) in [(0, 0), (u32::MAX, u32::MAX), (0, u32::MAX), (36, 0), (0x7fff_f024, 0x7fff_f000)] {
        let mut file = riff(&[format(1, 1, 8000, 16), chunk(b"data", &samples_16(&[0, 16_384, -16_384]))]);
        file[4..8].copy_from_slice(&u32::to_le_bytes(riff_bytes));
        file[40..44].copy_from_slice(&u32::to_le_bytes(data_bytes));
        assert_eq!(channels(&file), [[0.0, 0.5, -0.5]], "{riff_bytes} {data_bytes}");
    }
}

#[test]
fn an_empty_recording_is_empty() {
    let bare = riff(&[format(1, 1, 8000, 16), chunk(b"data", &[])]);
    let followed = riff(&[format(1, 1, 8000, 16), chunk(b"data", &[]), chunk(b"LIST", b"abcd")]);
    for file in [bare, followed] {
        let read = read(&file).unwrap();
        assert_eq!((read.info.length, read.notes.len()), (Length::Exact(0), 0));
        assert_eq!(read.channels, [[]]);
    }
}

#[test]
fn what_is_left_of_a_truncated_file_is_read() {
    let file = riff(&[format(1, 2, 8000, 16), chunk(b"data", &samples_16(&vec![8192; 40_000]))]);
    for length in [file.len() - 1, file.len() - 40_000, 44 + 4, 44 + 3, 44] {
        // Whether the file is known to be shorter or only turns out to be.
        for read in [read(&file[..length]).unwrap(), read_short(&file, length)] {
            assert_eq!(read.codes(), ["recording-truncated"]);
            assert_eq!(read.frames(), (length - 44) / 4);
            assert!(read.channels.iter().flatten().all(|sample| sample.to_bits() == 0.25_f32.to_bits()));
        }
    }
}

#[test]
fn extensible_formats_and_rf64_are_read() {
    let mut body = format(0xfffe, 1, 48_000, 24)[8..].to_vec();
    body.extend([22, 0, 20, 0, 4, 0, 0, 0]);
    body.extend([1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
    let extensible = riff(&[chunk(b"fmt ", &body), chunk(b"data", &[0, 0, 0x40])]);
    assert_eq!(channels(&extensible), [[0.5]]);

    let mut ds64 = Vec::new();
    for number in [0_u64, 2, 1] {
        ds64.extend(number.to_le_bytes());
    }
    ds64.extend([0; 4]);
    let mut file = riff(&[
        chunk(b"ds64", &ds64),
        format(1, 1, 8000, 16),
        chunk(b"data", &samples_16(&[16_384])),
        chunk(b"LIST", b"tail"),
    ]);
    file[..4].copy_from_slice(b"RF64");
    file[4..8].copy_from_slice(&[0xff; 4]);
    let data = file.windows(4).position(|window| window == b"data").unwrap();
    file[data + 4..data + 8].copy_from_slice(&[0xff; 4]);
    assert_eq!(channels(&file), [[0.5]]);
}

#[test]
fn every_encoding_is_read() {
    for (tag, bits, body) in [
        (1, 8, vec![192]),
        (1, 16, vec![0, 0x40]),
        (1, 12, vec![0, 0x40]),
        (1, 24, vec![0, 0, 0x40]),
        (1, 32, vec![0, 0, 0, 0x40]),
        (3, 32, 0.5_f32.to_le_bytes().to_vec()),
        (3, 64, 0.5_f64.to_le_bytes().to_vec()),
    ] {
        let file = riff(&[format(tag, 1, 16_000, bits), chunk(b"data", &body)]);
        assert_eq!(channels(&file), [[0.5]], "{tag} {bits}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let data = || chunk(b"data", &[0; 4]);
    let cases = [
        (riff(&[format(0x31, 1, 8000, 4), data()]), "unsupported-codec", "GSM 6.10 (tag 0x0031)"),
        (riff(&[format(0x1234, 1, 8000, 4), data()]), "unsupported-codec", "0x1234"),
        (riff(&[format(3, 1, 8000, 16), data()]), "unsupported-codec", "16 bits"),
        (riff(&[format(1, 0, 8000, 16), data()]), "bad-channel-count", "no channels"),
        (riff(&[format(1, 60_000, 8000, 16), data()]), "bad-channel-count", "60000 channels"),
        (riff(&[format(1, 1, 0, 16), data()]), "bad-sample-rate", "0 Hz"),
        (riff(&[format(1, 1, 4_000_000_000, 16), data()]), "bad-sample-rate", "4000000000 Hz"),
        (riff(&[format(1, 1, 8000, 16)]), "broken-wav", "\"data\""),
        (riff(&[data()]), "broken-wav", "\"fmt \""),
        (b"RIFF\0\0\0\0WA".to_vec(), "truncated-header", "10 bytes"),
        (riff(&[format(1, 1, 8000, 16)])[..20].to_vec(), "truncated-header", "20 bytes"),
        (riff(&[format(1, 1, 8000, 16), data()])[..36].to_vec(), "truncated-header", "36 bytes"),
    ];
    for (file, code, words) in cases {
        let error = read(&file).err().expect("is refused");
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(words), "{error} has no {words:?}");
        assert!(!error.help.is_empty());
    }
    let mut wrong_frame = riff(&[format(1, 2, 8000, 16), data()]);
    wrong_frame[32] = 3;
    let error = read(&wrong_frame).err().expect("is refused");
    assert!(error.message.contains("3 bytes") && error.message.contains("need 4"), "{error}");
}

/// A header, and then zeros for as long as anybody asks.
struct Endless(Vec<u8>);

impl ReadAt for Endless {
    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Option<usize> {
        for (place, byte) in into.iter_mut().enumerate() {
            *byte = self.0.get(offset as usize + place).copied().unwrap_or(0);
        }
        Some(into.len())
    }
}

#[test]
fn a_place_beyond_four_gigabytes_is_found() {
    let frames = 1_u64 << 32;
    let sizes: Vec<u8> = [0, frames * 2, frames].into_iter().flat_map(u64::to_le_bytes).chain([0; 4]).collect();
    let data = [&b"data"[..], &[0xff; 4]].concat();
    let mut header = riff(&[chunk(b"ds64", &sizes), format(1, 1, 8000, 16), data]);
    header[..4].copy_from_slice(b"RF64");
    header[4..8].copy_from_slice(&[0xff; 4]);
    let size = header.len() as u64 + frames * 2;
    let mut recording = Recording::open(Box::new(Endless(header)), size).unwrap();
    assert_eq!(recording.info().length, Length::Exact(frames));
    recording.seek(frames - 100).unwrap();
    let mut block = Vec::new();
    assert_eq!(recording.next_blocks(9, &mut block).unwrap(), 100);
    assert!(recording.take_notes().is_empty());
}

proptest! {
    /// No bytes make it panic or run on without end.
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    /// Nor do files that are nearly right.
    #[test]
    fn damaged_files_never_panic(
        frames in 0_usize..50,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        end in any::<prop::sample::Index>(),
    ) {
        let data = chunk(b"data", &vec![3; frames * 4]);
        let mut file = riff(&[chunk(b"LIST", b"abc"), format(1, 2, 8000, 16), data, chunk(b"junk", &[1; 9])]);
        for (place, byte) in changes {
            let place = place.index(file.len());
            file[place] = byte;
        }
        let end = end.index(file.len() + 1);
        let _ = read(&file[..end]);
        if let Ok(recording) = Recording::open(Box::new(file[..end].to_vec()), file.len() as u64) {
            let _ = read_on(recording);
        }
    }
}
