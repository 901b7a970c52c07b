//! The repository's files, read once.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::source::Source;

/// Kinds of file whose text some rule reads.
const TEXT_KINDS: [&str; 7] = [".rs", ".toml", ".md", ".html", ".css", ".js", ".sql"];

/// A file that is in the repository or about to be.
pub struct File {
    /// Its path from the repository's root, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its text, empty for kinds that no rule reads.
    pub text: String,
}

/// All files, and the Rust ones once more in the form the rules want.
pub struct Tree {
    /// All files in order of path.
    pub files: Vec<File>,
    /// The Rust files.
    pub sources: Vec<Source>,
    /// Every folder that holds a file, at any depth.
    pub folders: BTreeSet<String>,
}

impl Tree {
    /// Reads the files under a root that git tracks or would track.
    pub fn load(root: &Path) -> Result<Tree, String> {
        let mut files: Vec<File> = list(root)?.into_iter().filter_map(|p| read(root, p)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree::new(files))
    }

    /// A tree of files already read.
    pub fn new(files: Vec<File>) -> Tree {
        let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
        let sources = rust.map(|file| Source::new(&file.path, &file.text)).collect();
        let above = |path: &str| {
            let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
            ends.into_iter().map(|end| path[..end].to_owned()).collect::<Vec<_>>()
        };
        let folders = files.iter().flat_map(|file| above(&file.path)).collect();
        Tree { files, sources, folders }
    }

    /// A tree of small texts, for tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let file = |&(path, text): &(&str, &str)| File {
            path: path.to_owned(),
            bytes: text.len() as u64,
            text: text.to_owned(),
        };
        Tree::new(files.iter().map(file).collect())
    }

    /// Whether a path is a file or a folder of the repository.
    pub fn holds(&self, path: &str) -> bool {
        self.folders.contains(path) || self.files.iter().any(|file| file.path == path)
    }
}

fn list(root: &Path) -> Result<Vec<String>, String> {
    let git = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output();
    match git {
        Ok(output) if output.status.success() => {
            let paths = String::from_utf8_lossy(&output.stdout).into_owned();
            Ok(paths.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
        }
        _ => walk(root, ""),
    }
}

/// For a copy of the sources without git: everything but build output and hidden folders.
fn walk(root: &Path, folder: &str) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(root.join(folder)).map_err(|e| format!("{folder}: {e}"))?;
    let mut paths = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if !entry.path().is_dir() {
            paths.push(path);
        } else if name != "target" && name != ".git" {
            paths.extend(walk(root, &path)?);
        }
    }
    Ok(paths)
}

/// A file deleted but still tracked is left out.
fn read(root: &Path, path: String) -> Option<File> {
    let place = root.join(&path);
    let bytes = place.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    let wanted = TEXT_KINDS.iter().any(|kind| path.ends_with(kind));
    let text = if wanted { std::fs::read(&place).ok()? } else { Vec::new() };
    Some(File { path, bytes, text: String::from_utf8_lossy(&text).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_known_at_every_depth() {
        let tree = Tree::of(&[("docs/specs/due.md", "")]);
        assert!(tree.holds("docs") && tree.holds("docs/specs") && tree.holds("docs/specs/due.md"));
        assert!(!tree.holds("specs"));
    }
}
