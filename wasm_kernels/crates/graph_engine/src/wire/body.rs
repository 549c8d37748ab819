//! The body of a JSON packet that refers to arrays.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::packet::{DType, Tensor};

/// Text and arrays as one body: see "Bodies" in `WIRE.md`.
pub(crate) fn pack_json(text: &str, arrays: &[Tensor]) -> Vec<u8> {
    let data: usize = arrays.iter().map(|array| array.data.len() + 4 * array.shape.len() + 24).sum();
    let mut body = Vec::with_capacity(4 + text.len() + data);
    body.extend_from_slice(&(text.len() as u32).to_le_bytes());
    body.extend_from_slice(text.as_bytes());
    for array in arrays {
        pad(&mut body, 4);
        body.extend_from_slice(&[array.dtype as u8, array.shape.len() as u8, 0, 0]);
        for length in &array.shape {
            body.extend_from_slice(&length.to_le_bytes());
        }
        body.extend_from_slice(&(array.data.len() as u32).to_le_bytes());
        pad(&mut body, 8);
        body.extend_from_slice(&array.data);
    }
    body
}

/// The reverse of [`pack_json`] for a body that says to hold `count` arrays.
///
/// # Errors
/// What is wrong with the body.
pub(crate) fn unpack_json(body: &[u8], count: u32) -> Result<(String, Vec<Tensor>), String> {
    let mut reader = Reader { body, at: 0 };
    let text_bytes = reader.u32()? as usize;
    let text = core::str::from_utf8(reader.take(text_bytes)?).map_err(|_| String::from("its text is not UTF-8"))?;
    let mut arrays = Vec::new();
    for index in 0..count {
        reader.align(4)?;
        let head: [u8; 4] = reader.array()?;
        let dtype =
            DType::from_code(head[0]).ok_or_else(|| format!("array {index} has the unknown dtype {}", head[0]))?;
        let shape = (0..head[1]).map(|_| reader.u32()).collect::<Result<Vec<u32>, _>>()?;
        let bytes = reader.u32()?;
        let tensor = Tensor { dtype, shape, data: Vec::new() };
        if tensor.expected_bytes() != Some(bytes as usize) {
            return Err(format!("array {index} has {bytes} bytes, which its shape {:?} does not make", tensor.shape));
        }
        reader.align(8)?;
        let data = reader.take(bytes as usize)?.to_vec();
        arrays.push(Tensor { data, ..tensor });
    }
    if reader.at == body.len() {
        Ok((text.into(), arrays))
    } else {
        Err(format!("{} bytes are left over", body.len() - reader.at))
    }
}

fn pad(body: &mut Vec<u8>, to: usize) {
    body.resize(body.len().next_multiple_of(to), 0);
}

struct Reader<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(bytes).filter(|end| *end <= self.body.len());
        let taken = &self.body[self.at..end.ok_or_else(|| String::from("it ends too early"))?];
        self.at += bytes;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u32(&mut self) -> Result<u32, String> {
        self.array().map(u32::from_le_bytes)
    }

    fn align(&mut self, to: usize) -> Result<(), String> {
        self.take(self.at.next_multiple_of(to) - self.at).map(|_| ())
    }
}
