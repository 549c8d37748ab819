//! What a recording is, in words: the page and the terminal show the same ones.

/// As "MP3", "MP4, AAC" or "WAV, 16-bit", from the names of [`crate::info::Info`].
#[must_use]
pub fn kind_words(format: &str, codec: &str) -> String {
    let (container, sound) = (container_words(format), codec_words(codec));
    // MP3, FLAC, AAC: there the file is nothing but its sound.
    if container == sound || format == "adts" || codec == "mp2" || codec == "mp1" {
        return sound;
    }
    format!("{container}, {sound}")
}

fn container_words(format: &str) -> String {
    match format {
        "matroska" => "Matroska".into(),
        "webm" => "WebM".into(),
        "ogg" => "Ogg".into(),
        _ => format.to_uppercase(),
    }
}

fn codec_words(codec: &str) -> String {
    match codec {
        "alac" => return "Apple Lossless".into(),
        "vorbis" => return "Vorbis".into(),
        "opus" => return "Opus".into(),
        "pcm_alaw" => return "A-law".into(),
        "pcm_mulaw" => return "µ-law".into(),
        _ => {}
    }
    let Some(samples) = codec.strip_prefix("pcm_") else {
        return codec.replace('_', " ").to_uppercase();
    };
    let bits: String = samples.chars().filter(char::is_ascii_digit).collect();
    let float = if samples.starts_with('f') { " float" } else { "" };
    format!("{bits}-bit{float}")
}

#[cfg(test)]
mod tests {
    use super::kind_words;

    #[test]
    fn a_file_that_is_nothing_but_its_sound_is_told_by_one_word() {
        assert_eq!(kind_words("mp3", "mp3"), "MP3");
        assert_eq!(kind_words("mp3", "mp2"), "MP2");
        assert_eq!(kind_words("flac", "flac"), "FLAC");
        assert_eq!(kind_words("adts", "aac"), "AAC");
    }

    #[test]
    fn container_and_sound_are_both_told() {
        assert_eq!(kind_words("mp4", "aac"), "MP4, AAC");
        assert_eq!(kind_words("mp4", "alac"), "MP4, Apple Lossless");
        assert_eq!(kind_words("ogg", "flac"), "Ogg, FLAC");
        assert_eq!(kind_words("matroska", "opus"), "Matroska, Opus");
        assert_eq!(kind_words("webm", "opus"), "WebM, Opus");
        assert_eq!(kind_words("wav", "adpcm_ms"), "WAV, ADPCM MS");
    }

    #[test]
    fn plain_samples_are_told_by_their_width() {
        assert_eq!(kind_words("wav", "pcm_s16le"), "WAV, 16-bit");
        assert_eq!(kind_words("aiff", "pcm_f32be"), "AIFF, 32-bit float");
        assert_eq!(kind_words("wav", "pcm_u8"), "WAV, 8-bit");
        assert_eq!(kind_words("wav", "pcm_mulaw"), "WAV, µ-law");
    }
}
