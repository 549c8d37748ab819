//! What a predictor leaves over, in Rice codes of their own for each stretch of a block.
//!
//! Source: RFC 9639, 9.2.7.

use super::bits::BitWriter;

/// A block is cut into at most 2 to this power stretches.
const MOST_SPLITS: u32 = 6;
/// Above this the parameters take five bits instead of four.
const SHORT_PARAMETER: u32 = 14;
const LONGEST_PARAMETER: u32 = 30;

/// How a residual is written best.
pub struct RicePlan {
    splits: u32,
    parameters: Vec<u32>,
    /// Of the whole residual.
    pub bits: u64,
}

/// Folds the sign into the lowest bit.
fn folded(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

/// The best plan for `residual`, the part of a block of `frames` frames behind the first `order`.
pub fn plan(residual: &[i64], frames: usize, order: usize) -> RicePlan {
    let mut best: Option<RicePlan> = None;
    for splits in 0..=MOST_SPLITS {
        if !frames.is_multiple_of(1 << splits) || frames >> splits <= order {
            break;
        }
        let mut parameters = Vec::with_capacity(1 << splits);
        let mut bits = 0;
        for part in parts(residual, frames, order, splits) {
            let (parameter, cost) = parameter(part);
            parameters.push(parameter);
            bits += cost;
        }
        let width = if parameters.iter().any(|&each| each > SHORT_PARAMETER) { 5 } else { 4 };
        bits += 6 + width * parameters.len() as u64;
        if best.as_ref().is_none_or(|best| bits < best.bits) {
            best = Some(RicePlan { splits, parameters, bits });
        }
    }
    best.unwrap_or(RicePlan { splits: 0, parameters: vec![0], bits: u64::MAX })
}

/// Writes `residual` as planned.
pub fn write(out: &mut BitWriter, plan: &RicePlan, residual: &[i64], frames: usize, order: usize) {
    let long = plan.parameters.iter().any(|&each| each > SHORT_PARAMETER);
    out.put(u64::from(long), 2);
    out.put(u64::from(plan.splits), 4);
    for (part, &parameter) in parts(residual, frames, order, plan.splits).zip(&plan.parameters) {
        out.put(u64::from(parameter), if long { 5 } else { 4 });
        for &value in part {
            let value = folded(value);
            out.put_unary(value >> parameter);
            out.put(value, parameter);
        }
    }
}

fn parts(residual: &[i64], frames: usize, order: usize, splits: u32) -> impl Iterator<Item = &[i64]> {
    let length = frames >> splits;
    (0..1 << splits).map(move |part| {
        let from = (part * length).saturating_sub(order);
        &residual[from..(part + 1) * length - order]
    })
}

/// The parameter that takes the fewest bits, and how many.
fn parameter(part: &[i64]) -> (u32, u64) {
    let sum: u64 = part.iter().map(|&value| folded(value)).sum();
    let mean = sum / part.len().max(1) as u64;
    let guess = mean.checked_ilog2().unwrap_or(0);
    let cost = |parameter: u32| {
        let unary: u64 = part.iter().map(|&value| folded(value) >> parameter).sum();
        unary + part.len() as u64 * (1 + u64::from(parameter))
    };
    let candidates = guess.saturating_sub(1)..=(guess + 1).min(LONGEST_PARAMETER);
    candidates.map(|parameter| (parameter, cost(parameter))).min_by_key(|&(_, bits)| bits).unwrap_or((0, 0))
}
