//! Many channels to one.

/// Writes the mean of the channels of `planar` (`channels` runs of `output.len()` samples).
///
/// # Panics
/// If `planar` is not `channels * output.len()` samples long, or there is no channel.
pub fn mean_into(planar: &[f32], channels: usize, output: &mut [f32]) {
    let frames = output.len();
    assert!(channels > 0 && planar.len() == channels * frames, "planar must hold channels * frames samples");
    output.copy_from_slice(&planar[..frames]);
    if channels == 1 {
        return;
    }
    for channel in 1..channels {
        for (sum, &sample) in output.iter_mut().zip(&planar[channel * frames..(channel + 1) * frames]) {
            *sum += sample;
        }
    }
    let share = 1.0 / channels as f32;
    for sample in output {
        *sample *= share;
    }
}

/// As [`mean_into`], in a new `Vec`.
///
/// # Panics
/// If `planar` is not a whole number of frames long, or there is no channel.
#[must_use]
pub fn mean(planar: &[f32], channels: usize) -> Vec<f32> {
    let mut output = vec![0.0; planar.len() / channels.max(1)];
    mean_into(planar, channels, &mut output);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_channel_is_copied_and_more_are_averaged() {
        assert_eq!(mean(&[0.25, -1.0], 1), [0.25, -1.0]);
        assert_eq!(mean(&[0.5, 0.0, 1.0, -0.5], 2), [0.75, -0.25]);
        assert_eq!(mean(&[0.25, 0.25, 0.25, 0.25], 4), [0.25]);
    }

    #[test]
    #[should_panic(expected = "channels * frames")]
    fn a_length_that_does_not_fit_is_refused() {
        mean_into(&[0.0; 5], 2, &mut [0.0; 2]);
    }
}
