//! What is wrong with a product file, told so that the reader finds the place and the remedy.

use std::fmt;

/// One thing wrong with a product file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductProblem {
    /// Counts from 1. A field that is left out stands at the line of its table.
    pub line: usize,
    /// Where in the product: `schedule.due_day`; empty where the text is not TOML.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Everything wrong with a product file, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductFileError {
    /// The file's name, where there is one.
    pub name: Option<String>,
    /// At least one.
    pub problems: Vec<ProductProblem>,
}

impl fmt::Display for ProductProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)
    }
}

impl fmt::Display for ProductFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            match &self.name {
                Some(name) => write!(f, "{name}:{problem}")?,
                None => write!(f, "line {problem}")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for ProductFileError {}
