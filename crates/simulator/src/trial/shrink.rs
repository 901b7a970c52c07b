//! A course that breaks an invariant, made as short as it can be and still break one.

use super::course::{Course, CourseError};

/// The shortest course found that still breaks an invariant. A course that breaks nothing comes
/// back as it was.
pub fn shrink(course: Course) -> Course {
    shrink_while(course, &breaks)
}

/// The shortest course found of which `breaks` still holds, by taking out ever smaller runs of
/// steps, then days at the end.
pub(super) fn shrink_while(course: Course, breaks: &dyn Fn(&Course) -> bool) -> Course {
    if !breaks(&course) {
        return course;
    }
    let mut shortest = course;
    let mut run = shortest.steps.len().max(1);
    while run > 0 {
        let mut at = 0;
        while at < shortest.steps.len() {
            let mut shorter = shortest.clone();
            let end = (at + run).min(shorter.steps.len());
            shorter.steps.drain(at..end);
            match breaks(&shorter) {
                true => shortest = shorter,
                false => at += run,
            }
        }
        run /= 2;
    }
    end_sooner(shortest, breaks)
}

fn end_sooner(mut course: Course, breaks: &dyn Fn(&Course) -> bool) -> Course {
    let last = course.steps.last().map_or(course.through, |step| step.on);
    let mut days = course.through.days_since(last);
    while days > 0 {
        let sooner = Course { through: course.through.plus_days(-days), ..course.clone() };
        match breaks(&sooner) {
            true => course = sooner,
            false => days /= 2,
        }
        days = days.min(course.through.days_since(last));
    }
    course
}

/// Whether a course breaks an invariant or the engine itself.
fn breaks(course: &Course) -> bool {
    let examined = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| course.examine()));
    matches!(examined, Err(_) | Ok(Err(CourseError::Fault(_))))
}
