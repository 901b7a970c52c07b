//! One day closed over a register, beside set-based SQL that does the same work on the same file.

mod build;
mod sql;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use primitives::date::Date;
use service::close::close_through;
use store::Register;

use crate::Options;
use crate::book::business_date;
use crate::measure::{median, print};
use sql::SqlBook;

/// The times of one book, and what was written in them.
struct Measured {
    close: Vec<Duration>,
    sql: Vec<Duration>,
    loans_due: u64,
    postings: u64,
}

/// Runs and prints.
pub async fn run(options: Options) -> Result<(), String> {
    let measured = measure(options).await?;
    let (close, sql) = (median(&measured.close), median(&measured.sql));
    let rows = measured.loans_due + measured.postings;
    print(
        options.json,
        &[
            ("loans", f64::from(options.loans)),
            ("loans_due_per_day", measured.loans_due as f64 / f64::from(options.days)),
            ("rows_written_per_loan_due", rows as f64 / measured.loans_due.max(1) as f64),
            ("close_seconds", close.as_secs_f64()),
            ("sql_seconds", sql.as_secs_f64()),
            ("close_to_sql", close.as_secs_f64() / sql.as_secs_f64()),
        ],
    );
    Ok(())
}

async fn measure(options: Options) -> Result<Measured, String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let began = Instant::now();
    let register = build::register(folder.path(), options).await.map_err(text)?;
    let mut sql = SqlBook::build(register.file(), options).await.map_err(text)?;
    eprintln!("built in {:.0} s", began.elapsed().as_secs_f64());
    let (mut close_times, mut sql_times) = (Vec::new(), Vec::new());
    let (mut loans_due, mut postings) = (0, 0);
    for day in 1..=options.days {
        let on = business_date().plus_days(day as i32);
        let began = Instant::now();
        let counts = close(&register, on).await?;
        let closed = began.elapsed();
        // What was written ahead must be folded into the file some time; it belongs to the day.
        register.checkpoint().await.map_err(text)?;
        close_times.push(began.elapsed());
        loans_due += counts.loans_due;
        postings += counts.postings;

        let sql_began = Instant::now();
        sql.close(on).await.map_err(text)?;
        let sql_closed = sql_began.elapsed();
        register.checkpoint().await.map_err(text)?;
        sql_times.push(sql_began.elapsed());
        sql.assert_same(on).await?;
        eprintln!("{on}: closed in {closed:.3?}, by SQL in {sql_closed:.3?}, before checkpoints");
    }
    Ok(Measured { close: close_times, sql: sql_times, loans_due, postings })
}

async fn close(register: &Register, on: Date) -> Result<store::CloseCounts, String> {
    let closed = close_through(register, on, &|| 0, &mut |_| ControlFlow::Continue(())).await;
    let closed = closed.map_err(text)?;
    if closed.counts.quarantined > 0 {
        return Err("loans failed".to_owned());
    }
    Ok(closed.counts)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
