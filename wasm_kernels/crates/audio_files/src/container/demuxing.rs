//! The crate's demuxers.

use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::source::Cursor;

/// The short names of the containers, as ffmpeg has them where it differs from the crate.
pub fn format_name(reader: &dyn FormatReader) -> &'static str {
    match reader.format_info().short_name {
        "isomp4" => "mp4",
        "aac" => "adts",
        "wave" => "wav",
        other => other,
    }
}

/// The demuxer for a stream of a file's bytes.
///
/// # Errors
/// There is none for it, or it is damaged at its beginning.
pub fn demuxer_of(cursor: Cursor) -> Result<Box<dyn FormatReader>, Error> {
    let stream = MediaSourceStream::new(Box::new(cursor), MediaSourceStreamOptions::default());
    let options = FormatOptions::default();
    symphonia::default::get_probe().probe(&Hint::new(), stream, options, MetadataOptions::default())
}
