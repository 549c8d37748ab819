//! Room in the engine's memory that a host fills, and that becomes a value without another copy.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::packet::{Audio, DType, Tensor, Value};
use crate::wire::{Form, Kind, unpack_json};

/// A body that a host is filling, in the storage that its value will have.
pub(crate) enum Room {
    Bytes(Vec<u8>),
    Samples(Vec<f32>),
}

impl Room {
    /// Zeroed room for `bytes` bytes, or nothing where memory does not suffice.
    pub(crate) fn new(bytes: u32, kind: u8) -> Option<Self> {
        let bytes = bytes as usize;
        if kind == Kind::Audio as u8 {
            zeroed(bytes.div_ceil(size_of::<f32>()), 0.0).map(Room::Samples)
        } else {
            zeroed(bytes, 0).map(Room::Bytes)
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Room::Bytes(bytes) => bytes,
            Room::Samples(samples) => bytemuck::cast_slice(samples),
        }
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Room::Bytes(bytes) => bytes,
            Room::Samples(samples) => bytemuck::cast_slice_mut(samples),
        }
    }

    /// The value that the body is said to hold.
    ///
    /// # Errors
    /// How body and form disagree.
    pub(crate) fn into_value(self, form: &Form) -> Result<Value, String> {
        let bytes = form.bytes as usize;
        if bytes > self.bytes().len() {
            return Err(format!("it says {bytes} bytes, and its body has room for {}", self.bytes().len()));
        }
        match form.kind {
            Kind::Text => text(self.into_bytes(bytes)).map(Value::Text),
            Kind::Json if form.arrays == 0 => {
                Ok(Value::Json { text: text(self.into_bytes(bytes))?, arrays: Vec::new() })
            }
            Kind::Json => {
                unpack_json(&self.bytes()[..bytes], form.arrays).map(|(text, arrays)| Value::Json { text, arrays })
            }
            Kind::Bytes => Ok(Value::Bytes(self.into_bytes(bytes))),
            Kind::Tensor => self.into_tensor(form).map(Value::Tensor),
            Kind::Audio => self.into_audio(form).map(Value::Audio),
        }
    }

    fn into_tensor(self, form: &Form) -> Result<Tensor, String> {
        let dtype = DType::from_code(form.dtype).ok_or_else(|| format!("{} is no dtype", form.dtype))?;
        let tensor = Tensor { dtype, shape: form.dims.clone(), data: Vec::new() };
        if tensor.expected_bytes() != Some(form.bytes as usize) {
            return Err(format!("its {} bytes do not make a {dtype:?} tensor of shape {:?}", form.bytes, form.dims));
        }
        Ok(Tensor { data: self.into_bytes(form.bytes as usize), ..tensor })
    }

    fn into_audio(self, form: &Form) -> Result<Audio, String> {
        let [channels, frames] = form.dims[..] else {
            return Err(format!("audio has the dims channels and frames, and it has {:?}", form.dims));
        };
        if channels == 0 || u64::from(channels) * u64::from(frames) * 4 != u64::from(form.bytes) {
            return Err(format!(
                "its {} bytes do not make {channels} channels of {frames} float32 samples",
                form.bytes
            ));
        }
        if !(form.sample_rate.is_finite() && form.sample_rate > 0.0) {
            return Err(format!("{} is no sample rate", form.sample_rate));
        }
        let samples = match self {
            Room::Samples(mut samples) => {
                samples.truncate(form.bytes as usize / 4);
                samples
            }
            Room::Bytes(bytes) => {
                bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
            }
        };
        Ok(Audio { sample_rate: form.sample_rate, channels, samples })
    }

    fn into_bytes(self, bytes: usize) -> Vec<u8> {
        match self {
            Room::Bytes(mut body) => {
                body.truncate(bytes);
                body
            }
            Room::Samples(samples) => bytemuck::cast_slice(&samples)[..bytes].to_vec(),
        }
    }
}

fn text(body: Vec<u8>) -> Result<String, String> {
    String::from_utf8(body)
        .map_err(|error| format!("its text is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}

fn zeroed<T: Clone>(length: usize, zero: T) -> Option<Vec<T>> {
    let mut room = Vec::new();
    room.try_reserve_exact(length).ok()?;
    room.resize(length, zero);
    Some(room)
}
