//! One channel of one block: the best of what a constant, the samples as they are, and the five fixed
//! predictors make of it.
//!
//! Source: RFC 9639, 9.2.

use super::bits::BitWriter;
use super::residual::{self, RicePlan};

const MOST_ORDER: usize = 4;

/// How one channel of a block is written.
pub struct Subframe {
    kind: Kind,
    /// Bits of a sample, without those below.
    width: u32,
    /// Low bits that are zero in every sample, and left out.
    wasted: u32,
    /// In all.
    pub bits: u64,
}

enum Kind {
    Constant(i64),
    Verbatim(Vec<i64>),
    Fixed { start: Vec<i64>, residual: Vec<i64>, plan: RicePlan },
}

impl Subframe {
    /// For samples of `width` bits.
    pub fn best(samples: &[i64], width: u32) -> Self {
        if samples.iter().all(|&sample| sample == samples[0]) {
            return Self { kind: Kind::Constant(samples[0]), width, wasted: 0, bits: 8 + u64::from(width) };
        }
        // Sound of 16 bits in a file of 24.
        let wasted = samples.iter().fold(0, |bits, sample| bits | sample).trailing_zeros();
        let samples: Vec<i64> = samples.iter().map(|sample| sample >> wasted).collect();
        let (samples, width) = (&samples[..], width - wasted);
        let wide = u64::from(width);
        let (order, residual) = least_residual(samples);
        let plan = residual::plan(&residual, samples.len(), order);
        let fixed = plan.bits.saturating_add(8 + order as u64 * wide);
        let verbatim = 8 + samples.len() as u64 * wide;
        if fixed < verbatim {
            let kind = Kind::Fixed { start: samples[..order].to_vec(), residual, plan };
            return Self { kind, width, wasted, bits: fixed };
        }
        Self { kind: Kind::Verbatim(samples.to_vec()), width, wasted, bits: verbatim }
    }

    /// Writes it, a header before it.
    pub fn write(&self, out: &mut BitWriter) {
        let head = match &self.kind {
            Kind::Constant(_) => 0,
            Kind::Verbatim(_) => 1,
            Kind::Fixed { start, .. } => 0b1000 | start.len() as u64,
        };
        out.put(head << 1 | u64::from(self.wasted > 0), 8);
        if self.wasted > 0 {
            out.put_unary(u64::from(self.wasted) - 1);
        }
        match &self.kind {
            Kind::Constant(sample) => {
                out.put_signed(*sample, self.width);
            }
            Kind::Verbatim(samples) => {
                for &sample in samples {
                    out.put_signed(sample, self.width);
                }
            }
            Kind::Fixed { start, residual, plan } => {
                for &sample in start {
                    out.put_signed(sample, self.width);
                }
                residual::write(out, plan, residual, start.len() + residual.len(), start.len());
            }
        }
    }
}

/// The order of difference that leaves the least, and what it leaves.
fn least_residual(samples: &[i64]) -> (usize, Vec<i64>) {
    let size = |residual: &[i64]| residual.iter().map(|value| value.unsigned_abs()).sum::<u64>();
    let mut difference = samples.to_vec();
    let mut best = (0, difference.clone(), size(&difference));
    for order in 1..=MOST_ORDER.min(samples.len() - 1) {
        difference = difference.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let left = size(&difference);
        if left < best.2 {
            best = (order, difference.clone(), left);
        }
    }
    (best.0, best.1)
}
