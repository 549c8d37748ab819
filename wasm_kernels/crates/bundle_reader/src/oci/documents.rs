//! The JSON documents of the layout, as far as they are needed to check it and to say what is in it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::layout::{INDEX, MARK, blob_path, is_digest};
use crate::diagnostic::{Diagnostic, shown};
use crate::limits;
use crate::reason::Reason;

const LAYOUT_VERSION: &str = "1.0.0";
const SCHEMA_VERSION: u64 = 2;
const CONFIG_VERSION: &str = "1";
const INDEX_TYPE: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";

/// Names a blob, and says what it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    pub media_type: String,
    pub digest: String,
    pub size: u64,
    pub platform: Option<Platform>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Platform {
    pub architecture: String,
    pub os: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mark {
    image_layout_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u64,
    media_type: Option<String>,
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImageManifest {
    schema_version: u64,
    media_type: Option<String>,
    config: Descriptor,
    layers: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    schema_version: String,
    manifest_digest: String,
    lock_digest: String,
    target_digest: String,
}

/// What was resolved for one target; keys that are not needed here are passed over.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
    pub target_id: Option<String>,
    pub manifest_digest: Option<String>,
    #[serde(default)]
    pub plugins: Vec<Value>,
    pub native_runtime: Option<Value>,
    pub python: Option<Python>,
    #[serde(default)]
    pub assets: Vec<Asset>,
}

#[derive(Deserialize)]
pub struct Python {
    pub implementation: Option<String>,
    pub version: Option<String>,
    #[serde(default)]
    pub wheels: Vec<Wheel>,
}

#[derive(Deserialize)]
pub struct Wheel {
    pub filename: String,
    pub digest: String,
    pub size: u64,
}

#[derive(Deserialize)]
pub struct Asset {
    pub name: String,
    pub digest: String,
    pub size: u64,
}

/// One target: a pipeline for one platform.
pub struct Target {
    pub platform: Option<Platform>,
    /// Digest of the pipeline's manifest.
    pub manifest: String,
    pub lock: Lock,
    /// Digests of all layers.
    pub layers: Vec<String>,
}

/// Reads every document and checks that they agree.
pub struct Documents<'a> {
    kept: &'a BTreeMap<String, Vec<u8>>,
    /// By path: what descriptors have said of it.
    pub named: BTreeMap<String, (u64, String)>,
    pub targets: Vec<Target>,
    pub problems: Vec<Diagnostic>,
}

type Read<T> = Result<T, Diagnostic>;

impl<'a> Documents<'a> {
    pub fn read(kept: &'a BTreeMap<String, Vec<u8>>) -> Self {
        let mut documents = Self { kept, named: BTreeMap::new(), targets: Vec::new(), problems: Vec::new() };
        if let Err(problem) = documents.read_all() {
            documents.problems.push(problem);
        }
        documents
    }

    fn read_all(&mut self) -> Read<()> {
        let mark: Mark = self.document(MARK)?;
        if mark.image_layout_version != LAYOUT_VERSION {
            return Err(unknown(MARK, "image layout", &mark.image_layout_version));
        }
        let index: Index = self.document(INDEX)?;
        check_version(INDEX, index.schema_version, index.media_type.as_deref(), INDEX_TYPE)?;
        if index.manifests.is_empty() {
            return Err(bad(INDEX, "The index lists no manifest, so there is nothing to run."));
        }
        for descriptor in &index.manifests {
            if descriptor.media_type != MANIFEST_TYPE {
                return Err(unknown(INDEX, "manifest", &descriptor.media_type));
            }
            let path = self.name(INDEX, descriptor)?;
            let target = self.read_target(&path, descriptor.platform.clone())?;
            self.targets.push(target);
        }
        Ok(())
    }

    fn read_target(&mut self, path: &str, platform: Option<Platform>) -> Read<Target> {
        let image: ImageManifest = self.document(path)?;
        check_version(path, image.schema_version, image.media_type.as_deref(), MANIFEST_TYPE)?;
        let config_path = self.name(path, &image.config)?;
        for layer in &image.layers {
            self.name(path, layer)?;
        }
        let manifest = only_layer(path, &image.layers, "manifest")?;
        let lock_digest = only_layer(path, &image.layers, "lock")?;
        let requirements = only_layer(path, &image.layers, "target-requirements")?;
        let config: Config = self.document(&config_path)?;
        if config.schema_version != CONFIG_VERSION {
            return Err(unknown(&config_path, "configuration", &config.schema_version));
        }
        let said = [&config.manifest_digest, &config.lock_digest, &config.target_digest];
        for (said, is, what) in [
            (said[0], &manifest, "manifest"),
            (said[1], &lock_digest, "lock"),
            (said[2], &requirements, "target requirements"),
        ] {
            if plain(said) != is {
                return Err(bad(&config_path, &format!("The configuration names another {what} than the layers.")));
            }
        }
        let lock_path = blob_path(&lock_digest);
        let lock: Lock = self.document(&lock_path)?;
        if lock.manifest_digest.as_deref().is_some_and(|said| plain(said) != manifest) {
            return Err(bad(&lock_path, "The lock was made for another manifest."));
        }
        let _: Value = self.document(&blob_path(&requirements))?;
        let layers = image.layers.iter().map(|layer| plain(&layer.digest).to_owned()).collect();
        self.check_locked(&lock_path, &lock)?;
        Ok(Target { platform, manifest, lock, layers })
    }

    /// Notes a descriptor; gives the path of what it names.
    fn name(&mut self, by: &str, descriptor: &Descriptor) -> Read<String> {
        let Some(digest) = descriptor.digest.strip_prefix("sha256:").filter(|digest| is_digest(digest)) else {
            return Err(bad(by, &format!("`{}` is no SHA-256 digest.", shown(&descriptor.digest))));
        };
        let path = blob_path(digest);
        let said = (descriptor.size, descriptor.media_type.clone());
        match self.named.insert(path.clone(), said.clone()) {
            Some(before) if before != said => {
                Err(bad(by, &format!("Two descriptors of `{path}` contradict each other.")))
            }
            _ => Ok(path),
        }
    }

    /// What the lock says of wheels and assets is what the descriptors say.
    fn check_locked(&self, path: &str, lock: &Lock) -> Read<()> {
        let wheels = lock.python.iter().flat_map(|python| &python.wheels).map(|wheel| (&wheel.digest, wheel.size));
        for (digest, size) in wheels.chain(lock.assets.iter().map(|asset| (&asset.digest, asset.size))) {
            let known = self.named.get(&blob_path(plain(digest)));
            if known.is_some_and(|(named, _)| *named != size) {
                let digest = shown(digest);
                return Err(bad(
                    path,
                    &format!("The lock says {size} bytes of `{digest}`, its descriptor another number."),
                ));
            }
        }
        Ok(())
    }

    fn document<T: DeserializeOwned>(&self, path: &str) -> Read<T> {
        let Some(bytes) = self.kept.get(path) else {
            let message = format!(
                "The document is not there, starts as no JSON object, or is larger than {} bytes with all others.",
                limits::DOCUMENTS_BYTES
            );
            return Err(Diagnostic::of_entry(Reason::BadDocument, path, message));
        };
        serde_json::from_slice(bytes)
            .map_err(|error| bad(path, &format!("The document cannot be read: {}.", shown(&error.to_string()))))
    }
}

/// Digest of the one layer of that kind.
fn only_layer(path: &str, layers: &[Descriptor], what: &str) -> Read<String> {
    let stem = format!("application/vnd.remotemedia.pipeline.{what}.v");
    let mut found = layers.iter().filter(|layer| layer.media_type.starts_with(&stem));
    let Some(layer) = found.next() else {
        return Err(bad(path, &format!("There is no layer with the pipeline's {what}.")));
    };
    if found.next().is_some() {
        return Err(bad(path, &format!("There are two layers with the pipeline's {what}.")));
    }
    if layer.media_type != format!("{stem}1+json") {
        return Err(unknown(path, what, &layer.media_type));
    }
    Ok(plain(&layer.digest).to_owned())
}

fn check_version(path: &str, version: u64, media_type: Option<&str>, expected: &str) -> Read<()> {
    if version != SCHEMA_VERSION {
        return Err(unknown(path, "schema", &version.to_string()));
    }
    match media_type {
        Some(other) if other != expected => Err(unknown(path, "media type", other)),
        _ => Ok(()),
    }
}

/// A digest without its algorithm.
pub fn plain(digest: &str) -> &str {
    digest.strip_prefix("sha256:").unwrap_or(digest)
}

fn bad(path: &str, message: &str) -> Diagnostic {
    Diagnostic::of_entry(Reason::BadDocument, path, message)
}

fn unknown(path: &str, what: &str, version: &str) -> Diagnostic {
    let message = format!("The {what} is `{}`, which is not known here.", shown(version));
    Diagnostic::of_entry(Reason::UnknownVersion, path, message)
}
