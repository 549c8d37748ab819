//! `NAME-VERSION(-BUILD)?-PYTHON-ABI-PLATFORM.whl`, each of the last three perhaps several joined by dots.

/// The name of a wheel, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct WheelName<'a> {
    /// Path in the bundle.
    pub file: &'a str,
    name: &'a str,
    pub version: &'a str,
    build: &'a str,
    pub pythons: &'a str,
    pub abis: &'a str,
    pub platforms: &'a str,
}

impl<'a> WheelName<'a> {
    /// None where the last part of the path is no wheel's name.
    pub fn of(file: &'a str) -> Option<Self> {
        let stem = file.rsplit('/').next()?.strip_suffix(".whl")?;
        let parts: Vec<&str> = stem.split('-').collect();
        let (name, version, build, [pythons, abis, platforms]) = match *parts {
            [name, version, python, abi, platform] => (name, version, "", [python, abi, platform]),
            [name, version, build, python, abi, platform] if starts_with_digit(build) => {
                (name, version, build, [python, abi, platform])
            }
            _ => return None,
        };
        let is_whole = starts_with_digit(version) && parts.iter().all(|part| !part.is_empty());
        is_whole.then_some(Self { file, name, version, build, pythons, abis, platforms })
    }

    /// The package's name in its one normal spelling (PEP 503).
    pub fn package(&self) -> String {
        let parts: Vec<&str> = self.name.split(['-', '_', '.']).filter(|part| !part.is_empty()).collect();
        parts.join("-").to_ascii_lowercase()
    }

    /// Without one: less than any.
    pub fn build_number(&self) -> Option<u64> {
        let digits = self.build.find(|c: char| !c.is_ascii_digit()).map_or(self.build, |end| &self.build[..end]);
        digits.parse().ok()
    }

    /// Whether one of the tags that the name stands for is `python-abi-platform`.
    pub fn has_tag(&self, tag: &str) -> bool {
        let mut parts = tag.splitn(3, '-');
        [self.pythons, self.abis, self.platforms]
            .into_iter()
            .all(|own| parts.next().is_some_and(|part| own.split('.').any(|one| one.eq_ignore_ascii_case(part))))
    }
}

fn starts_with_digit(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
}
