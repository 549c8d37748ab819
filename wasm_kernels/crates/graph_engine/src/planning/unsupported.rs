//! Node types of the SDK that cannot run here, and why.

/// Types, why they cannot run here, and the way out. A name stands for itself with and without `Node` behind it.
const TYPES: [(&[&str], &str, &str); 15] = [
    (
        &["RemoteExecutionNode", "RemoteObjectExecutionNode"],
        "it sends pickled objects to a gRPC server, and a pickle is code",
        "Put the node that runs there into this pipeline, or its work behind HTTP.",
    ),
    (
        &["RemotePipelineNode"],
        "it runs another pipeline on another machine",
        "Put the nodes of that pipeline into this one: its params have them, or say where it lies.",
    ),
    (
        &["GRPCStreamSource", "WebRTCSource", "WebRTCSink"],
        "it takes its data from a connection that a package here does not have",
        "Remove it: the node behind it becomes an input that takes a file or the microphone.",
    ),
    (
        &["MediaReaderNode", "LocalMediaReaderNode", "AudioTrackSource", "VideoTrackSource"],
        "it reads media with PyAV or WebRTC, which are not here",
        "Remove it: the node behind it becomes an input that takes a file or the microphone.",
    ),
    (
        &["MediaWriterNode"],
        "it writes media with PyAV, which is not here",
        "Remove it: what the node before it gives becomes an output that can be saved.",
    ),
    (
        &["WhisperXTranscriber", "WhisperTranscriptionNode", "WhisperSTTNode"],
        "it needs PyTorch, which does not run here",
        SPEECH,
    ),
    (&["RustWhisperTranscriber", "RustWhisperNode", "WhisperNode"], "recognising speech is not built in", SPEECH),
    (&["SrtOutput"], "it writes the words of a recogniser of speech, and none is built in", SPEECH),
    (
        &[
            "UltravoxNode",
            "TransformersPipelineNode",
            "SimplePyTorchNode",
            "EmotionExtractorNode",
            "EmotionSteeringNode",
        ],
        PYTORCH,
        SERVER,
    ),
    (
        &["SerializedClassExecutorNode"],
        "it runs pickled objects, and a pickle is code",
        "Write the class of the object as a node class into the bundle's nodes folder.",
    ),
    (
        &["SileroVADNode"],
        "its model is not built in",
        "Use VoiceActivityNode or VADNode, which find speech by its energy, with settings of their own.",
    ),
    (
        &["MultiprocessNode"],
        "it is the base of node classes and does nothing itself",
        "Name the class made from it, and put its file into the bundle's nodes folder.",
    ),
    (
        &["TextTransformNode"],
        "it is made from a function, which no manifest can hold",
        "Write a node class into the bundle's nodes folder.",
    ),
    (
        &[
            "HealthEmitterNode",
            "EventCorrelatorNode",
            "TimingDriftNode",
            "SpeechPresenceNode",
            "ConversationFlowNode",
            "SessionHealthNode",
            "AudioEvidenceNode",
        ],
        "it belongs to the SDK's monitoring of streams, which is not built in",
        "Remove it: AudioLevelNode, SilenceDetectorNode, ClippingDetectorNode and ChannelBalanceNode tell how sound is.",
    ),
    (
        &["VideoFlip", "VideoOutput", "VideoInput"],
        "it works on pictures, which are no type of packet here",
        "Remove it: of a video its sound is an input.",
    ),
];

/// Models of which there are many under names of their own.
const MODELS: [&str; 6] = ["Qwen", "LFM2", "VibeVoice", "CosyVoice", "Voxtral", "PersonaPlex"];

const SPEECH: &str = "Remove it, or let a server do that step over HTTP.";
const PYTORCH: &str = "it needs PyTorch and a model of many gigabytes, which do not run here";
const SERVER: &str = "Remove it, or let a server do that step over HTTP.";

/// The reason and the way out for a type that is known to be of that kind.
pub(super) fn reason(node_type: &str) -> Option<(&'static str, &'static str)> {
    let last = node_type.rsplit_once('.').map_or(node_type, |(_, last)| last);
    let is_it = |name: &&str| bare(name) == bare(last);
    let known = TYPES.iter().find(|(names, ..)| names.iter().any(is_it));
    if let Some((_, why, way_out)) = known {
        return Some((why, way_out));
    }
    let is_model = last.contains("TTS") || MODELS.iter().any(|model| last.starts_with(model));
    is_model.then_some((PYTORCH, SERVER))
}

/// A type without the `Node` that stands behind most.
fn bare(name: &str) -> &str {
    name.strip_suffix("Node").unwrap_or(name)
}
