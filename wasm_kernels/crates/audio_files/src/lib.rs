//! Recordings as people have them: wav, flac, mp3, ogg, opus, m4a and the sound of videos are read by
//! random access, with memory that does not grow with the file; wav and flac are written.
//!
//! Nothing here does I/O: whoever opens a [`Recording`] gives a [`source::ReadAt`]. Every length in a
//! file is taken for hostile. The same file gives the same samples on every host, because every host
//! runs the same wasm, the module of this crate (`module`, WIRE.md).

mod container;
pub mod info;
pub mod kind;
#[cfg(target_arch = "wasm32")]
mod module;
pub mod planar;
pub mod problem;
pub mod recognise;
mod recording;
mod samples;
pub mod source;
mod tags;
mod wav;
pub mod write;

pub use recording::Recording;
