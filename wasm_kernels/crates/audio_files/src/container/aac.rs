//! AAC, with all of HE-AAC and up to eight channels.

use syom::{DecodeOptions, Decoder};

use super::aac_config::AacConfig;
use super::form::Form;

/// One stream being decoded.
pub struct AacStream {
    config: AacConfig,
    decoder: Decoder,
}

impl AacStream {
    /// Nothing where the configuration is of a kind that is not decoded.
    #[must_use]
    pub fn new(config: AacConfig) -> Option<Self> {
        let decoder = Decoder::from_asc(&config.bytes, DecodeOptions::unbounded()).ok()?;
        Some(Self { config, decoder })
    }

    /// What comes out, where the configuration alone tells; else the first packets do.
    #[must_use]
    pub fn form(&self) -> Option<Form> {
        self.config.plain_form()
    }

    /// Takes what the first packets told: from now on every packet gives this.
    pub fn settle(&mut self, form: Form) {
        if let Some(told) = self.config.with_treble(form).and_then(Self::new) {
            *self = told;
        }
    }

    /// Forgets what came before, as after a jump.
    pub fn reset(&mut self) {
        self.decoder.reset();
        // It was taken once.
        let _ = self.decoder.set_asc(&self.config.bytes);
    }

    /// Decodes one packet into `planes`, a run for each channel. `None`: it is damaged.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Option<Form> {
        let mut form = None;
        let decoded = self.decoder.decode_au(packet, |frame| {
            form = Some(Form { sample_rate: frame.sample_rate, channels: frame.planar.len() });
            planes.resize(frame.planar.len(), Vec::new());
            for (plane, run) in planes.iter_mut().zip(frame.planar) {
                plane.clear();
                plane.extend_from_slice(run);
            }
            Ok(())
        });
        if decoded.is_err() {
            self.reset();
            return None;
        }
        form
    }
}
