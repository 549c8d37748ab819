//! What every reader of a kind of file can do.

use crate::planar::PlanarQueue;
use crate::problem::Problem;

/// What came of asking for more sound.
#[derive(Debug)]
pub enum Step {
    /// Some was put into the queue, perhaps none yet.
    More,
    /// There is no more.
    End,
    /// It breaks off here: what came before can be used.
    Broken(Problem),
}

/// Sound in order, from the beginning or from where it was sought.
pub trait Samples: Send {
    /// Decodes a little more into `queue`.
    fn read(&mut self, queue: &mut PlanarQueue) -> Step;

    /// The next frame that [`Samples::read`] gives is number `frame`, or the end where there is none.
    ///
    /// # Errors
    /// The place cannot be found.
    fn seek(&mut self, frame: u64) -> Result<(), Problem>;

    /// Frames that are not heard if the end comes after them.
    fn tail(&self) -> usize {
        0
    }

    /// What should be told of the sound read so far, once each.
    fn take_notes(&mut self) -> Vec<Problem>;
}
