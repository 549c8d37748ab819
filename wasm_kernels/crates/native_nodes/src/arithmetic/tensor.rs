//! The elements of an array.

use graph_engine::native::NodeError;
use graph_engine::packet::{DType, Tensor};

use super::number::{Arithmetic, Number, Operation, out_of_range};
use crate::refusals;

/// The array with every element calculated.
pub fn apply(arithmetic: &Arithmetic, array: &Tensor) -> Result<Tensor, NodeError> {
    let whole_operand = arithmetic.whole_operand().is_some();
    match array.dtype {
        DType::Float32 => Ok(same(array, |bytes| arithmetic.sample(f32::from_le_bytes(bytes)).to_le_bytes())),
        DType::Float64 => Ok(same(array, |bytes| arithmetic.float64(f64::from_le_bytes(bytes)).to_le_bytes())),
        DType::Complex64 => Ok(complex(arithmetic, array, |arithmetic, bytes| {
            arithmetic.sample(f32::from_le_bytes(bytes)).to_le_bytes()
        })),
        DType::Complex128 => Ok(complex(arithmetic, array, |arithmetic, bytes| {
            arithmetic.float64(f64::from_le_bytes(bytes)).to_le_bytes()
        })),
        DType::Int8 if whole_operand => whole(arithmetic, array, i8::from_le_bytes, i8::to_le_bytes),
        DType::Uint8 if whole_operand => whole(arithmetic, array, u8::from_le_bytes, u8::to_le_bytes),
        DType::Int16 if whole_operand => whole(arithmetic, array, i16::from_le_bytes, i16::to_le_bytes),
        DType::Uint16 if whole_operand => whole(arithmetic, array, u16::from_le_bytes, u16::to_le_bytes),
        DType::Int32 if whole_operand => whole(arithmetic, array, i32::from_le_bytes, i32::to_le_bytes),
        DType::Uint32 if whole_operand => whole(arithmetic, array, u32::from_le_bytes, u32::to_le_bytes),
        DType::Int64 if whole_operand => whole(arithmetic, array, i64::from_le_bytes, i64::to_le_bytes),
        DType::Uint64 if whole_operand => whole(arithmetic, array, u64::from_le_bytes, u64::to_le_bytes),
        DType::Int8 => Ok(fraction(arithmetic, array, |bytes| f64::from(i8::from_le_bytes(bytes)))),
        DType::Uint8 => Ok(fraction(arithmetic, array, |bytes| f64::from(u8::from_le_bytes(bytes)))),
        DType::Int16 => Ok(fraction(arithmetic, array, |bytes| f64::from(i16::from_le_bytes(bytes)))),
        DType::Uint16 => Ok(fraction(arithmetic, array, |bytes| f64::from(u16::from_le_bytes(bytes)))),
        DType::Int32 => Ok(fraction(arithmetic, array, |bytes| f64::from(i32::from_le_bytes(bytes)))),
        DType::Uint32 => Ok(fraction(arithmetic, array, |bytes| f64::from(u32::from_le_bytes(bytes)))),
        DType::Int64 => Ok(fraction(arithmetic, array, |bytes| i64::from_le_bytes(bytes) as f64)),
        DType::Uint64 => Ok(fraction(arithmetic, array, |bytes| u64::from_le_bytes(bytes) as f64)),
        DType::Bool | DType::Float16 => Err(NodeError {
            code: "wrong-input-type",
            message: format!("{} came, which this node cannot calculate with.", refusals::described_tensor(array)),
            help: "Convert it to float32, float64 or an integer type before.".into(),
        }),
    }
}

/// Element by element, to the same type.
fn same<const BYTES: usize>(array: &Tensor, element: impl Fn([u8; BYTES]) -> [u8; BYTES]) -> Tensor {
    let (elements, _) = array.data.as_chunks::<BYTES>();
    Tensor { data: elements.iter().flat_map(|&bytes| element(bytes)).collect(), ..without_data(array) }
}

/// Both parts are multiplied; only the real one is added to.
fn complex<const BYTES: usize>(
    arithmetic: &Arithmetic,
    array: &Tensor,
    part: impl Fn(&Arithmetic, [u8; BYTES]) -> [u8; BYTES],
) -> Tensor {
    let (parts, _) = array.data.as_chunks::<BYTES>();
    let both = arithmetic.operation() == Operation::Multiply;
    let parts = parts.iter().enumerate();
    let data = parts.flat_map(|(index, &bytes)| if both || index % 2 == 0 { part(arithmetic, bytes) } else { bytes });
    Tensor { data: data.collect(), ..without_data(array) }
}

/// Whole numbers with a whole operand stay of their type, if they fit.
fn whole<const BYTES: usize, T: TryFrom<i128> + Into<i128> + Copy>(
    arithmetic: &Arithmetic,
    array: &Tensor,
    read: impl Fn([u8; BYTES]) -> T,
    write: impl Fn(T) -> [u8; BYTES],
) -> Result<Tensor, NodeError> {
    let (elements, _) = array.data.as_chunks::<BYTES>();
    let mut data = Vec::with_capacity(array.data.len());
    for &bytes in elements {
        let number: i128 = read(bytes).into();
        let result = match arithmetic.whole(number)? {
            Number::Whole(result) => T::try_from(result).ok(),
            Number::Float(_) => None,
        };
        let Some(result) = result else {
            let dtype = array.dtype.word();
            return Err(out_of_range(format!(
                "{} is beyond what an {dtype} can hold.",
                arithmetic.written(&number.to_string())
            )));
        };
        data.extend(write(result));
    }
    Ok(Tensor { data, ..without_data(array) })
}

/// Whole numbers with a fraction as operand become float64, as in numpy.
fn fraction<const BYTES: usize>(arithmetic: &Arithmetic, array: &Tensor, read: impl Fn([u8; BYTES]) -> f64) -> Tensor {
    let (elements, _) = array.data.as_chunks::<BYTES>();
    let data = elements.iter().flat_map(|&bytes| arithmetic.float64(read(bytes)).to_le_bytes());
    Tensor { dtype: DType::Float64, data: data.collect(), ..without_data(array) }
}

fn without_data(array: &Tensor) -> Tensor {
    Tensor { dtype: array.dtype, shape: array.shape.clone(), data: Vec::new() }
}
