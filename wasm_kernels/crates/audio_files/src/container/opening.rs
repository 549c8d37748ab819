//! Finds the track that is heard, and what part of it.

use symphonia::core::codecs::CodecParameters;
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, Track, TrackFlags, TrackType};

use super::codec::Codec;
use super::demuxing::{demuxer_of, format_name};
use super::edges::Edges;
use super::form::Form;
use super::pcm::PcmForm;
use super::{caf_packets, codec_names, companded};
use super::{matroska_edges, mp4_edits, mp4_fragments, mp4_sound, mpeg_walk, ogg_chain, ogg_pages};
use crate::info::Length;
use crate::problem::Problem;
use crate::recognise::{self, Looks};
use crate::source::SourceFile;
use crate::wav::{MAX_CHANNELS, MAX_RATE};

/// A track ready to be decoded.
pub struct Opened {
    pub track: Track,
    pub codec: Codec,
    pub form: Form,
    pub edges: Edges,
    /// What should be told.
    pub notes: Vec<Problem>,
}

/// What people call the container: a film in `.mov` and an MP4, as a `WebM` and another Matroska, are of one
/// kind to the demuxers.
pub fn format_in_words(file: &SourceFile, reader: &dyn FormatReader) -> &'static str {
    let quicktime = || file.exactly(4) != Some(*b"ftyp") || file.exactly(8) == Some(*b"qt  ");
    match format_name(reader) {
        "mp4" if quicktime() => "mov",
        "matroska" if matroska_edges::is_webm(file) => "webm",
        other => other,
    }
}

/// Behind the header of a page with one segment, as the first one is (RFC 3533, section 6).
const FIRST_OGG_PACKET: u64 = 28;
/// Looked at where only packets tell the form of the sound: a second and a half of AAC.
const FIRST_PACKETS: usize = 64;

const CONVERT_HELP: &str = "Convert it, for example with: ffmpeg -i INPUT OUTPUT.flac";
const DAMAGED_HELP: &str = "Get the file again: a download or a copy of it may have stopped early.";

/// The demuxer for a file.
///
/// # Errors
/// There is none for it, or the file is damaged at its beginning.
pub fn demuxer(file: &SourceFile, looks: Looks) -> Result<Box<dyn FormatReader>, Problem> {
    demuxer_of(file.cursor()).map_err(|error| {
        if let Some(stopped) = super::stopped_problem(file) {
            return stopped;
        }
        match (looks, error) {
            (Looks::Like(looks_like), Error::Unsupported("isomp4: missing moov atom")) => Problem::error(
                "truncated-header",
                format!("The file looks like {looks_like}, but it breaks off before the index at its end, without which no sound can be found in it."),
                DAMAGED_HELP,
            ),
            (Looks::Like("an Ogg file"), _) if file.exactly::<8>(FIRST_OGG_PACKET) == Some(*b"Speex   ") => {
                not_read("ogg", "Speex")
            }
            (Looks::Like("an AIFF file"), Error::Unsupported("aifc: compression type not supported")) => {
                let words = companded::coding(file).and_then(mp4_sound::letters_in_words);
                not_read("aiff", words.as_deref().unwrap_or("compressed"))
            }
            (Looks::Like(looks_like), Error::Unsupported(what)) => Problem::error(
                "broken-audio",
                format!("The file looks like {looks_like}, but it cannot be read ({what})."),
                DAMAGED_HELP,
            ),
            (Looks::Like(looks_like), _) => Problem::error(
                "broken-audio",
                format!("The file looks like {looks_like}, but its beginning is damaged or cut off."),
                DAMAGED_HELP,
            ),
            (Looks::Wav | Looks::Unknown, _) => recognise::not_audio("data of an unknown kind"),
        }
    })
}

/// Chooses the track and makes its decoder: of those that can be decoded the one marked as default,
/// else the first. `plain`: the tracks of plain samples whose description the demuxer does not see.
///
/// # Errors
/// There is no sound in the file, or none that can be decoded.
pub fn open_track(file: &SourceFile, reader: &dyn FormatReader, plain: &[(u32, PcmForm)]) -> Result<Opened, Problem> {
    let audio: Vec<&Track> =
        reader.tracks().iter().filter(|track| track.track_type() == Some(TrackType::Audio)).collect();
    let mut order = audio.clone();
    let matroska = format_name(reader) == "matroska";
    order.sort_by_cached_key(|track| {
        let default = if matroska {
            matroska_edges::is_default(file, u64::from(track.id))
        } else {
            track.flags.contains(TrackFlags::DEFAULT)
        };
        !default
    });
    let decodable = order.iter().find_map(|track| match &track.codec_params {
        Some(CodecParameters::Audio(params)) => {
            let form = plain.iter().find(|(number, _)| *number == track.id).map(|(_, form)| *form);
            let codec = match form {
                Some(form) => Some(Codec::of_plain(form, form.sample_rate.or(params.sample_rate)?)),
                None => Codec::new(params).ok(),
            };
            codec.map(|codec| ((*track).clone(), codec))
        }
        _ => None,
    });
    let others = audio.len().saturating_sub(1);
    let Some((track, mut codec)) = decodable else { return Err(nothing_to_hear(file, reader, audio.len())) };
    let form = match codec.form {
        Some(form) => form,
        None => first_form(file, &track)?,
    };
    codec.settle(form);
    check_form(form)?;
    let mut notes = Vec::new();
    if others > 0 {
        let rest = if others == 1 { "another one".to_owned() } else { format!("{others} others") };
        // "und" is how files say that nobody said which.
        let language = track.language.as_ref().filter(|language| *language != "und");
        let language = language.map(|language| format!(" (language {language})")).unwrap_or_default();
        notes.push(Problem::warning(
            "several-audio-tracks",
            format!("The file has several sound tracks. Track {}{language} is taken; there is {rest}.", track.id),
            "To take another track extract it first, for example with: ffmpeg -i INPUT -map 0:a:1 OUTPUT.flac",
        ));
    }
    let edges = edges(file, reader, &track, &codec, form, &mut notes);
    Ok(Opened { track, codec, form, edges, notes })
}

fn check_form(form: Form) -> Result<(), Problem> {
    let help = "The file's header is damaged: save or export the recording again.";
    if form.channels == 0 || form.channels > usize::from(MAX_CHANNELS) {
        let message = format!("The file says that it has {} channels; 1 to {MAX_CHANNELS} are read.", form.channels);
        return Err(Problem::error("bad-channel-count", message, help));
    }
    if form.sample_rate == 0 || form.sample_rate > MAX_RATE {
        let message =
            format!("The file says that it has a sample rate of {} Hz; 1 to {MAX_RATE} are read.", form.sample_rate);
        return Err(Problem::error("bad-sample-rate", message, help));
    }
    Ok(())
}

/// Some files do not tell the form of the sound: the first packets that can be decoded do.
fn first_form(file: &SourceFile, track: &Track) -> Result<Form, Problem> {
    let broken = || {
        super::stopped_problem(file)
            .unwrap_or_else(|| Problem::error("broken-audio", "No sound could be decoded from the file.", DAMAGED_HELP))
    };
    let mut reader = demuxer(file, Looks::Unknown).map_err(|_| broken())?;
    let Some(CodecParameters::Audio(params)) = &track.codec_params else { return Err(broken()) };
    let mut codec = Codec::new(params).map_err(|_| broken())?;
    let (mut planes, mut found) = (Vec::new(), None::<Form>);
    for _ in 0..FIRST_PACKETS {
        match reader.next_packet() {
            Ok(Some(packet)) if packet.track_id == track.id => {
                let form = codec.decode(&packet, &mut planes).ok().filter(|_| !planes.is_empty());
                // Of AAC the treble may come in later.
                found = form.into_iter().chain(found).max_by_key(|form| (form.sample_rate, form.channels));
                if found.is_some() && codec.name != "aac" {
                    break;
                }
            }
            Ok(Some(_)) | Err(Error::DecodeError(_)) => {}
            _ => break,
        }
    }
    found.ok_or_else(broken)
}

fn nothing_to_hear(file: &SourceFile, reader: &dyn FormatReader, audio_tracks: usize) -> Problem {
    let format = format_in_words(file, reader);
    let told = if matches!(format, "mp4" | "mov") { mp4_sound::in_words(file) } else { None };
    if audio_tracks == 0 && told.is_none() {
        let video = reader.tracks().iter().any(|track| track.track_type() == Some(TrackType::Video));
        let what = if video { "is a video without sound" } else { "has no sound in it" };
        return Problem::error("no-audio", format!("The {format} file {what}."), "Choose a file with a sound track.");
    }
    let known = reader.tracks().iter().find_map(|track| match &track.codec_params {
        Some(CodecParameters::Audio(params)) => codec_names::in_words(params),
        _ => None,
    });
    not_read(format, known.or(told).as_deref().unwrap_or("of an unknown codec"))
}

fn not_read(format: &str, coding: &str) -> Problem {
    let message = format!("The sound in the {format} file is {coding}, which is not read here.");
    Problem::error("unsupported-codec", message, CONVERT_HELP)
}

/// Ticks of a track as frames, rounded to the nearest.
pub fn frames_of(ticks: i64, track: &Track, rate: u32) -> i64 {
    let Some(base) = track.time_base else { return ticks };
    let scaled = i128::from(ticks) * i128::from(base.numer.get()) * i128::from(rate) * 2;
    let denominator = i128::from(base.denom.get());
    i64::try_from((scaled + denominator).div_euclid(denominator * 2)).unwrap_or(i64::MAX)
}

/// Frames as ticks of a track, rounded down.
pub fn ticks_of(frames: i64, track: &Track, rate: u32) -> i64 {
    let Some(base) = track.time_base else { return frames };
    let scaled = i128::from(frames) * i128::from(base.denom.get());
    i64::try_from(scaled.div_euclid(i128::from(base.numer.get()) * i128::from(rate))).unwrap_or(i64::MAX)
}

fn edges(
    file: &SourceFile,
    reader: &dyn FormatReader,
    track: &Track,
    codec: &Codec,
    form: Form,
    notes: &mut Vec<Problem>,
) -> Edges {
    let rate = form.sample_rate;
    let ticks =
        track.duration.map(|duration| frames_of(duration.get().try_into().unwrap_or(i64::MAX), track, rate) as u64);
    let fragmented = format_name(reader) == "mp4" && mp4_fragments::are_there(file);
    let told = match track.time_base {
        // The index is empty: how long it is stands in the fragments.
        _ if fragmented => None,
        Some(base) if base.denom.get() / base.numer.get() == rate => track.num_frames.or(ticks),
        _ => ticks,
    };
    // The demuxer loses count where the page before the last one is damaged.
    let told = match format_name(reader) {
        "ogg" => told.max(ogg_chain::last_place(file, track.id)),
        _ => told,
    };
    let length = told.map_or(Length::Unknown, Length::Exact);
    let ogg = format_name(reader) == "ogg";
    let start = match frames_of(track.start_ts.get(), track, rate) {
        start if ogg && start > 0 && ogg_pages::beginning_is_lost(file, track.id) => 0,
        // Its first packet gives no sound.
        start if ogg && codec.name == "vorbis" => start + i64::from(track.delay.unwrap_or(0)),
        start => start,
    };
    let plain = Edges { lead: 0, origin: start, limit: None, tail: 0, length, joined: false };
    match format_name(reader) {
        "ogg" if codec.pre_skip > 0 || !codec.trims() => {
            let heard = told.map(|frames| frames.saturating_sub(codec.pre_skip));
            let length = heard.map_or(Length::Unknown, Length::Exact);
            Edges { lead: codec.pre_skip, limit: heard, length, ..plain }
        }
        "mp3" | "mp2" | "mp1" => {
            let lead = u64::from(track.delay.unwrap_or(0));
            let exact = track.delay.is_some();
            let told = told.map_or(Length::Unknown, if exact { Length::Exact } else { Length::Estimated });
            let joined = mpeg_walk::joined_length(file);
            let limit = track.num_frames.filter(|_| exact);
            // The delay counts as time before zero.
            let origin = -(lead as i64);
            Edges { lead, origin, limit, length: joined.unwrap_or(told), joined: joined.is_some(), ..plain }
        }
        "adts" => Edges { length: told.map_or(Length::Unknown, Length::Estimated), ..plain },
        "mp4" if fragmented => {
            let edges = mp4_edges(file, track, codec, rate, plain, notes);
            let whole = mp4_fragments::frames(file, track.id, rate).filter(|_| edges.limit.is_none());
            let heard = whole.map(|frames| Length::Estimated(frames.saturating_sub(edges.lead)));
            Edges { length: heard.unwrap_or(edges.length), ..edges }
        }
        "mp4" => mp4_edges(file, track, codec, rate, plain, notes),
        "caf" => caf_packets::edges(file, track, plain),
        // What is decoded behind the end is not always marked.
        "ogg" if codec.name == "vorbis" && start <= 0 => Edges { limit: told, ..plain },
        "matroska" => {
            let found = matroska_edges::read_edges(file, u64::from(track.id));
            let frames = |nanoseconds: u64| {
                let product = u128::from(nanoseconds) * u128::from(rate) + 500_000_000;
                u64::try_from(product / 1_000_000_000).unwrap_or(u64::MAX)
            };
            let lead = if codec.pre_skip > 0 { codec.pre_skip } else { frames(found.delay).min(u64::from(rate)) };
            let info = reader.media_info();
            let whole = info.duration.zip(info.time_base).and_then(|(duration, base)| base.calc_duration(duration));
            let whole = whole.map(|time| (time.as_secs_f64() * f64::from(rate)) as u64);
            let length = whole.or(told).map_or(Length::Unknown, Length::Estimated);
            let tail = frames(found.padding).min(u64::from(rate)) as usize;
            Edges { lead, origin: -(lead as i64), tail, length, ..plain }
        }
        _ => plain,
    }
}

fn mp4_edges(
    file: &SourceFile,
    track: &Track,
    codec: &Codec,
    rate: u32,
    plain: Edges,
    notes: &mut Vec<Problem>,
) -> Edges {
    let Some(edit) = mp4_edits::read_edit(file, track.id) else {
        // Without an edit list Opus still has its own delay.
        let heard = plain.length.frames().map(|frames| frames.saturating_sub(codec.pre_skip));
        let length = heard.map_or(Length::Unknown, Length::Exact);
        return Edges { lead: codec.pre_skip, origin: 0, limit: None, length, ..plain };
    };
    if edit.others {
        notes.push(Problem::warning(
            "edits-ignored",
            "The file is edited: it says that several parts of its sound are to be played one after another. The first of them is taken, up to the end of the track.",
            "For the edited sound export it first, for example with: ffmpeg -i INPUT OUTPUT.flac",
        ));
    }
    let lead = frames_of(i64::try_from(edit.start).unwrap_or(i64::MAX), track, rate) as u64;
    let behind = plain.length.frames().map(|frames| frames.saturating_sub(lead));
    // The movie's ticks are coarse: the track's own end counts unless the edit is shorter by more.
    let tick = u64::from(rate).div_ceil(u64::from(edit.movie_rate));
    let product = u128::from(edit.duration) * u128::from(rate) / u128::from(edit.movie_rate);
    let edited = Some(u64::try_from(product).unwrap_or(u64::MAX)).filter(|&frames| frames > 0 && !edit.others);
    let heard = match (behind, edited) {
        (Some(behind), Some(edited)) if edited + tick < behind => Some(edited),
        (Some(behind), _) if behind > 0 => Some(behind),
        (_, edited) => edited,
    };
    let length = heard.map_or(Length::Unknown, Length::Exact);
    Edges { lead, origin: 0, limit: heard, length, ..plain }
}
