//! Node types of the SDK that cannot run here, and why.

/// The way out for nodes that recognise speech.
const SPEECH: &str = "Remove it, or let a server do that step over HTTP.";

/// The reason and the way out for a type that is known to be of that kind.
pub(super) fn reason(node_type: &str) -> Option<(&'static str, &'static str)> {
    let last = node_type.rsplit_once('.').map_or(node_type, |(_, last)| last);
    let matches = |names: &[&str]| names.contains(&last);
    if matches(&["RemoteExecutionNode", "RemoteObjectExecutionNode"]) {
        Some((
            "it sends pickled objects to a gRPC server, and a pickle is code",
            "Put the node that runs there into this pipeline, or its work behind HTTP.",
        ))
    } else if matches(&["RemotePipelineNode"]) {
        Some((
            "it runs another pipeline on another machine",
            "Put the nodes of that pipeline, which are under its params, into this one.",
        ))
    } else if matches(&["MediaReaderNode", "LocalMediaReaderNode", "AudioTrackSource", "VideoTrackSource"]) {
        Some((
            "it reads media with PyAV or WebRTC, which are not here",
            "Remove it: the node behind it becomes an input that takes a file or the microphone.",
        ))
    } else if matches(&["MediaWriterNode"]) {
        Some((
            "it writes media with PyAV, which is not here",
            "Remove it: what the node before it gives becomes an output that can be saved.",
        ))
    } else if matches(&["WhisperXTranscriber", "WhisperTranscriptionNode", "WhisperSTTNode"]) {
        Some(("it needs PyTorch, which does not run here", SPEECH))
    } else if matches(&["UltravoxNode", "TransformersPipelineNode"])
        || last.starts_with("Qwen")
        || last.contains("TTS")
        || last.starts_with("VibeVoice")
        || last.starts_with("CosyVoice")
        || last.starts_with("Voxtral")
    {
        Some((
            "it needs PyTorch and a model of many gigabytes, which do not run here",
            "Remove it, or let a server do that step over HTTP.",
        ))
    } else if matches(&["CodeExecutorNode"]) {
        Some(("it runs code that comes in as data", "Write that code as a node class into the bundle's nodes folder."))
    } else if matches(&["SerializedClassExecutorNode"]) {
        Some((
            "it runs pickled objects, and a pickle is code",
            "Write the class of the object as a node class into the bundle's nodes folder.",
        ))
    } else if matches(&["SileroVADNode"]) {
        Some((
            "its model is not built in",
            "Use VoiceActivityNode or VADNode, which find speech by its energy, with settings of their own.",
        ))
    } else if matches(&["AudioBufferAccumulatorNode"]) {
        Some((
            "it cuts utterances by what SileroVADNode marks, which is not here",
            "Use VoiceActivityNode, which finds speech, and AudioBuffer for blocks of equal length.",
        ))
    } else if matches(&["RustWhisperTranscriber", "RustWhisperNode", "WhisperNode"]) {
        Some(("recognising speech is not built in", SPEECH))
    } else if matches(&["MultiprocessNode"]) {
        Some((
            "it is the base of node classes and does nothing itself",
            "Name the class made from it, and put its file into the bundle's nodes folder.",
        ))
    } else if matches(&["TextTransformNode"]) {
        Some((
            "it is made from a function, which no manifest can hold",
            "Write a node class into the bundle's nodes folder.",
        ))
    } else {
        None
    }
}
