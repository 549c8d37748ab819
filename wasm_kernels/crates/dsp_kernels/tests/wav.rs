//! Wav files, whole, odd, damaged and random.

use dsp_kernels::wav::{BLOCK_FRAMES, Header, MAX_READ_BYTES, Poll, WavError, WavReader, interleave, wav_header};
use proptest::prelude::*;

/// What came out of a file: its header, and one run of samples per channel.
type Recording = (Header, Vec<Vec<f32>>);

/// Drives a reader as a host does. `ends_at`: the file has fewer bytes than it was said to have.
fn read(mut reader: WavReader, file: &[u8], ends_at: usize) -> Result<Recording, WavError> {
    let mut channels: Vec<Vec<f32>> = Vec::new();
    for _ in 0..100_000 {
        match reader.poll() {
            Poll::Wants => {
                let (offset, bytes) = reader.wanted();
                assert!(bytes > 0 && bytes <= MAX_READ_BYTES, "wants {bytes} bytes");
                let from = (offset as usize).min(ends_at);
                let to = (from + bytes).min(ends_at);
                reader.buffer(bytes)[..to - from].copy_from_slice(&file[from..to]);
                reader.supply(to - from);
            }
            Poll::Block => {
                let frames = reader.block_frames();
                assert!(frames > 0 && frames <= BLOCK_FRAMES);
                let given = channels[0].len();
                assert_eq!(given % BLOCK_FRAMES, 0, "a short block before the last one");
                for (channel, run) in channels.iter_mut().zip(reader.block().chunks_exact(frames)) {
                    channel.extend(run);
                }
                reader.next_block();
            }
            Poll::Ready => {
                let header = *reader.header().unwrap();
                channels.resize(usize::from(header.channels), Vec::new());
                if reader.finished() {
                    assert!(channels.iter().all(|run| run.len() as u64 == header.frames()));
                    return Ok((header, channels));
                }
                reader.next_block();
            }
            Poll::Failed => return Err(reader.error().unwrap().clone()),
        }
    }
    panic!("it never ends");
}

fn read_file(file: &[u8]) -> Result<Recording, WavError> {
    read(WavReader::new(file.len() as u64), file, file.len())
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
    let (header, channels) = read_file(&file).unwrap();
    assert_eq!((header.channels, header.sample_rate, header.frames(), header.truncated), (2, 44_100, 2, false));
    assert_eq!(channels, [[0.0, -1.0], [0.5, 0.25]]);
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
        let (_, channels) = read_file(&riff(&chunks)).unwrap();
        assert_eq!(channels, [[0.0, 0.5, -0.5]]);
    }
}

#[test]
fn a_padding_byte_that_was_forgotten_is_noticed() {
    let mut unpadded = chunk(b"LIST", b"INFOabc");
    unpadded.pop();
    let file = riff(&[unpadded, format(1, 1, 8000, 8), chunk(b"data", &[128, 192])]);
    assert_eq!(read_file(&file).unwrap().1, [[0.0, 0.5]]);
}

#[test]
fn a_header_beyond_the_first_read_is_found() {
    let file = riff(&[chunk(b"junk", &vec![7; 300_000]), format(1, 1, 8000, 8), chunk(b"data", &[128, 192])]);
    assert_eq!(read_file(&file).unwrap().1, [[0.0, 0.5]]);
}

#[test]
fn the_length_that_a_stream_could_not_know_is_the_rest_of_the_file() {
    for (riff_bytes, data_bytes) in [(0, 0), (u32::MAX, u32::MAX), (0, u32::MAX), (36, 0), (0x7fff_f024, 0x7fff_f000)] {
        let mut file = riff(&[format(1, 1, 8000, 16), chunk(b"data", &samples_16(&[0, 16_384, -16_384]))]);
        file[4..8].copy_from_slice(&u32::to_le_bytes(riff_bytes));
        file[40..44].copy_from_slice(&u32::to_le_bytes(data_bytes));
        let (_, channels) = read_file(&file).unwrap();
        assert_eq!(channels, [[0.0, 0.5, -0.5]], "{riff_bytes} {data_bytes}");
    }
}

#[test]
fn an_empty_recording_is_empty() {
    let bare = riff(&[format(1, 1, 8000, 16), chunk(b"data", &[])]);
    let followed = riff(&[format(1, 1, 8000, 16), chunk(b"data", &[]), chunk(b"LIST", b"abcd")]);
    for file in [bare, followed] {
        let (header, channels) = read_file(&file).unwrap();
        assert_eq!((header.frames(), header.truncated), (0, false));
        assert_eq!(channels, [[]]);
    }
}

#[test]
fn what_is_left_of_a_truncated_file_is_read() {
    let file = riff(&[format(1, 2, 8000, 16), chunk(b"data", &samples_16(&vec![8192; 40_000]))]);
    for length in [file.len() - 1, file.len() - 40_000, 44 + 4, 44 + 3, 44] {
        // Whether the file is known to be shorter or only turns out to be.
        let known = read(WavReader::new(length as u64), &file, length).unwrap();
        let found = read(WavReader::new(file.len() as u64), &file, length).unwrap();
        assert_eq!(known, found);
        assert!(known.0.truncated);
        assert_eq!(known.0.frames(), (length as u64 - 44) / 4);
        assert!(known.1.iter().flatten().all(|sample| sample.to_bits() == 0.25_f32.to_bits()));
    }
}

#[test]
fn extensible_formats_and_rf64_are_read() {
    let mut body = format(0xfffe, 1, 48_000, 24)[8..].to_vec();
    body.extend([22, 0, 20, 0, 4, 0, 0, 0]);
    body.extend([1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
    let extensible = riff(&[chunk(b"fmt ", &body), chunk(b"data", &[0, 0, 0x40])]);
    assert_eq!(read_file(&extensible).unwrap().1, [[0.5]]);

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
    assert_eq!(read_file(&file).unwrap().1, [[0.5]]);
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
        assert_eq!(read_file(&file).unwrap().1, [[0.5]], "{tag} {bits}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let data = || chunk(b"data", &[0; 4]);
    let cases = [
        (Vec::new(), "empty-file", "empty"),
        (b"{\"nodes\": []}".to_vec(), "not-audio", "JSON text"),
        (b"ID3\x04\0\0\0\0\0\0".to_vec(), "unsupported-audio-format", "MP3"),
        (riff(&[format(0x11, 1, 8000, 4), data()]), "unsupported-codec", "IMA ADPCM (tag 0x0011)"),
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
        let error = read_file(&file).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(words), "{error} has no {words:?}");
        assert!(!error.help().is_empty());
    }
    let mut wrong_frame = riff(&[format(1, 2, 8000, 16), data()]);
    wrong_frame[32] = 3;
    let error = read_file(&wrong_frame).unwrap_err();
    assert_eq!(error, WavError::FrameBytes { expected: 4, actual: 3 });
}

#[test]
fn a_written_file_is_read_again() {
    let left: Vec<f32> = (0..10_000_u16).map(|n| f32::from(n) / 10_000.0).collect();
    let right: Vec<f32> = left.iter().map(|sample| -sample).collect();
    let planar: Vec<u8> = left.iter().chain(&right).flat_map(|sample| sample.to_le_bytes()).collect();
    let file = [wav_header(2, 48_000, 10_000), interleave(&planar, 2)].concat();
    let (header, channels) = read_file(&file).unwrap();
    assert_eq!((header.encoding.name(), header.sample_rate, header.truncated), ("pcm_f32le", 48_000, false));
    assert_eq!(channels, [left, right]);
}

#[test]
fn a_recording_beyond_four_gigabytes_is_rf64() {
    let header = wav_header(1, 48_000, 1 << 31);
    assert_eq!(&header[..4], b"RF64");
    let size = header.len() as u64 + (1 << 33);
    let mut reader = WavReader::new(size);
    assert_eq!(reader.poll(), Poll::Wants);
    let bytes = reader.wanted().1;
    reader.buffer(bytes)[..header.len()].copy_from_slice(&header);
    reader.supply(bytes);
    assert_eq!(reader.poll(), Poll::Ready);
    let read = reader.header().unwrap();
    assert_eq!((read.frames(), read.truncated), (1 << 31, false));
}

proptest! {
    /// No bytes make it panic, run on without end, or ask for more than a megabyte.
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), end in 0_usize..250) {
        let _ = read(WavReader::new(bytes.len() as u64), &bytes, end.min(bytes.len()));
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
        let _ = read(WavReader::new(file.len() as u64), &file, end);
        let _ = read(WavReader::new(end as u64), &file, end);
    }

    /// "Blocks of 4,096 frames", whatever the reads are.
    #[test]
    fn reads_do_not_matter(frames in 0_usize..30_000, channels in 1_u16..4, blocks in 1_usize..5) {
        let samples: Vec<i16> = (0..frames * usize::from(channels)).map(|n| (n * 7919 % 65_521) as u16 as i16).collect();
        let file = riff(&[format(1, channels, 8000, 16), chunk(b"data", &samples_16(&samples))]);
        let whole = read_file(&file).unwrap();
        let cut = read(WavReader::with_read_size(file.len() as u64, blocks), &file, file.len()).unwrap();
        prop_assert_eq!(whole, cut);
    }
}
