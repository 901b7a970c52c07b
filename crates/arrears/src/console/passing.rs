//! Time: the task that lives a history, and afterwards moves the business date when asked.

use std::ops::ControlFlow;
use std::sync::Arc;

use primitives::date::Date;
use service::StoreError;
use service::close::{CloseError, close_through};
use service::products::Products;
use service::view::progress::{History, Progress};
use simulator::life::{Life, LifeError};
use tokio::sync::{mpsc, watch};
use web::console::{Refusal, Step};

use super::{Asked, Platform};
use crate::clock;

/// What a day brings.
pub enum Passing {
    /// People live it, then it is closed.
    Lived {
        /// The people.
        life: Box<Life>,
        /// What they borrow.
        products: Products,
    },
    /// It is closed, and nothing else happens.
    Closed,
}

/// Why time stopped.
#[derive(Debug, thiserror::Error)]
pub enum PassingError {
    /// A day could not be lived.
    #[error(transparent)]
    Life(#[from] LifeError),
    /// A day could not be closed.
    #[error(transparent)]
    Close(#[from] CloseError),
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The business day has a page that cannot be read.
    #[error(transparent)]
    Read(#[from] service::read::ReadError),
}

/// A history to be lived: its first and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

impl Passing {
    async fn day(&mut self, platform: &Platform, on: Date) -> Result<(), PassingError> {
        let register = platform.register();
        match self {
            Passing::Lived { life, products } => {
                life.day(register, products, on, &clock::seconds).await?;
            }
            Passing::Closed => {
                let mut go_on = |_| ControlFlow::Continue(());
                close_through(register, on, &clock::seconds, &mut go_on).await?;
            }
        }
        Ok(())
    }

    /// Passes one day while no page reads, and notes how far time has come.
    async fn pass(&mut self, platform: &Platform, on: Date) -> Result<(), PassingError> {
        let _passing = platform.days.write().await;
        self.day(platform, on).await?;
        if let Ok(mut progress) = platform.standing() {
            progress.business_date = on;
            progress.lived_months += u32::from(on.is_month_end());
            progress.total_months = progress.total_months.max(progress.lived_months);
            platform.note(Some(progress));
        }
        Ok(())
    }

    /// Lives a history day by day, telling of each, until its end or until told to stop.
    pub async fn live(
        &mut self,
        platform: &Platform,
        span: Span,
        stop: &watch::Receiver<bool>,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), PassingError> {
        let mut on = span.first;
        while on <= span.last && !*stop.borrow() {
            if let Err(error) = self.pass(platform, on).await {
                platform.note(None);
                return Err(error);
            }
            platform.standing().into_iter().for_each(&mut *tell);
            on = on.plus_days(1);
        }
        if on <= span.last {
            return Ok(());
        }
        // The first page after a history is to find its figures at hand.
        platform.day().await?;
        if let Ok(progress) = platform.standing() {
            platform.note(Some(Progress { history: History::Ready, ..progress }));
        }
        Ok(())
    }

    /// Moves time as pages ask for it, until told to stop.
    pub async fn answer(
        &mut self,
        platform: &Arc<Platform>,
        mut asked: mpsc::Receiver<Asked>,
        mut stop: watch::Receiver<bool>,
    ) {
        loop {
            let next = tokio::select! {
                next = asked.recv() => next,
                _ = stop.wait_for(|stop| *stop) => None,
            };
            let Some(Asked { step, done }) = next else { return };
            let moved = self.step(platform, step, &stop).await.map_err(|error| {
                eprintln!("time could not be moved: {error}");
                Refusal::Unavailable
            });
            // Whoever asked may have gone; the days have passed all the same.
            let _ = done.send(moved);
        }
    }

    async fn step(
        &mut self,
        platform: &Platform,
        step: Step,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), PassingError> {
        let mut reader = platform.moment().await?;
        let mut on = reader.load_business_date().await?.plus_days(1);
        drop(reader);
        let target = match step {
            Step::Day => on,
            Step::Month => on.month_end(),
        };
        while on <= target && !*stop.borrow() {
            self.pass(platform, on).await?;
            on = on.plus_days(1);
        }
        platform.day().await?;
        Ok(())
    }
}
