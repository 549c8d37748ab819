//! The one hot loop of a filter: sum of products.

/// Sums kept side by side: four vectors of four lanes, so that one addition need not wait for the
/// last. Filters are padded to a multiple of this.
pub const LANES: usize = 16;

/// Sum of `a[i] * b[i]`, in an order that depends on the length alone.
///
/// Written so that the compiler vectorises it for wasm's simd128 as well as for other processors.
///
/// Both slices have the same length, a multiple of [`LANES`]; what is left over would be ignored.
///
/// Never inlined: a browser compiles a function quickly at first and well only once it is called
/// often, and a running loop is not exchanged. As a small function of its own this is fast within the
/// first block; as a part of the engine's step it stayed slow for the length of a recording.
#[inline(never)]
pub fn inner_product(a: &[f32], b: &[f32]) -> f32 {
    debug_assert!(a.len() == b.len() && a.len().is_multiple_of(LANES));
    let mut sums = [0.0_f32; LANES];
    let (a, _) = a.as_chunks::<LANES>();
    let (b, _) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
        width /= 2;
    }
    sums[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_counts_once() {
        let a: Vec<f32> = (0..64_u8).map(f32::from).collect();
        let b = vec![2.0; 64];
        assert!((inner_product(&a, &b) - 4032.0).abs() < f32::EPSILON);
    }
}
