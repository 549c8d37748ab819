//! The SDK's newer container: an OCI image layout in a tar, packed by zstd.

mod delivery;
mod documents;
mod files;
mod judging;
mod layout;
mod reading;
mod tar;
mod unzstd;

pub use delivery::OciDelivery;
pub use files::OciFile;
pub use judging::judge;
pub use reading::Reading;

/// First bytes of a zstd frame (RFC 8878, section 3.1.1).
pub const MAGIC: &[u8] = b"\x28\xb5\x2f\xfd";
