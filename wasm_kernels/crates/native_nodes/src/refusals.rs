//! What a node says of a packet that it cannot use.

use dsp_kernels::resample::ResampleError;
use graph_engine::document::number_words;
use graph_engine::native::NodeError;
use graph_engine::packet::{Audio, Tensor, Value};

/// The audio of a packet, for a node that takes nothing else.
pub fn audio(value: &Value) -> Result<&Audio, NodeError> {
    let Value::Audio(audio) = value else {
        return Err(NodeError {
            code: "wrong-input-type",
            message: format!("This node takes audio, and {} came.", described(value)),
            help: "Connect it to a node or an input that gives audio.".into(),
        });
    };
    if audio.channels == 0 || !audio.samples.len().is_multiple_of(audio.channels as usize) {
        return Err(NodeError {
            code: "malformed-audio",
            message: format!(
                "Audio of {} samples in {} channels came; every channel needs as many.",
                audio.samples.len(),
                audio.channels
            ),
            help: "Give audio as channels × frames.".into(),
        });
    }
    if !(audio.sample_rate.is_finite() && audio.sample_rate > 0.0) {
        return Err(NodeError {
            code: "malformed-audio",
            message: format!("Audio with a sample rate of {} Hz came.", number_words(audio.sample_rate)),
            help: "Give audio with its sample rate in Hz.".into(),
        });
    }
    Ok(audio)
}

/// What a value is, for a sentence.
pub fn described(value: &Value) -> String {
    match value {
        Value::Json { text, .. } => format!("JSON ({})", beginning(text)),
        Value::Text(text) => format!("text (\"{}\")", beginning(text)),
        Value::Audio(audio) => format!("audio ({} channels, {} Hz)", audio.channels, number_words(audio.sample_rate)),
        Value::Tensor(tensor) => described_tensor(tensor),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// What an array is, for a sentence.
pub fn described_tensor(tensor: &Tensor) -> String {
    format!("a {} array of shape {:?}", tensor.dtype.word(), tensor.shape)
}

/// A kernel's refusal of a stream.
pub fn resampling(error: &ResampleError) -> NodeError {
    NodeError {
        code: "cannot-resample",
        message: format!("The audio cannot be resampled: {error}."),
        help: "Check the sample rate that comes and \"target_sample_rate\".".into(),
    }
}

fn beginning(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}
