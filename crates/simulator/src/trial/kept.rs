//! Courses kept as files, so that what once broke is tried for ever. JSON, format 1.

use engine::command::Command;
use engine::wire;
use primitives::date::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::course::{Course, Step};

const FORMAT: u32 = 1;

/// Why a file is no course.
#[derive(Debug, thiserror::Error)]
#[error("not a kept course: {0}")]
pub struct KeptError(String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseV1 {
    format: u32,
    /// What it once broke, for people.
    broke: String,
    product: String,
    terms: Value,
    steps: Vec<StepV1>,
    through: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepV1 {
    on: String,
    value_date: String,
    act: Value,
}

/// Writes a course down, with what it broke.
pub fn to_json(course: &Course, broke: &str) -> Result<String, KeptError> {
    let failed = |error: serde_json::Error| KeptError(error.to_string());
    let step = |step: &Step| {
        Ok(StepV1 {
            on: step.on.to_string(),
            value_date: step.command.value_date.to_string(),
            act: serde_json::from_str(&wire::fact::to_json(&step.command.act))?,
        })
    };
    let steps: Result<Vec<StepV1>, serde_json::Error> = course.steps.iter().map(step).collect();
    let kept = CourseV1 {
        format: FORMAT,
        broke: broke.to_owned(),
        product: course.product.clone(),
        terms: serde_json::from_str(&wire::terms::to_json(&course.terms)).map_err(failed)?,
        steps: steps.map_err(failed)?,
        through: course.through.to_string(),
    };
    serde_json::to_string_pretty(&kept).map_err(failed)
}

/// Reads a course.
pub fn from_json(text: &str) -> Result<Course, KeptError> {
    let failed = |error: &dyn std::fmt::Display| KeptError(error.to_string());
    let kept: CourseV1 = serde_json::from_str(text).map_err(|error| failed(&error))?;
    if kept.format != FORMAT {
        return Err(KeptError(format!("format {} is not known", kept.format)));
    }
    let date = |text: &str| text.parse::<Date>().map_err(|error| failed(&error));
    let steps: Result<Vec<Step>, KeptError> = kept
        .steps
        .iter()
        .map(|step| {
            let act = wire::fact::from_json(&step.act.to_string()).map_err(|e| failed(&e))?;
            let command = Command { value_date: date(&step.value_date)?, act };
            Ok(Step { on: date(&step.on)?, command })
        })
        .collect();
    Ok(Course {
        product: kept.product,
        terms: wire::terms::from_json(&kept.terms.to_string()).map_err(|e| failed(&e))?,
        steps: steps?,
        through: date(&kept.through)?,
    })
}
