//! The platform as the pages see it: answers read from one moment of the register, between two
//! steps of time.

pub mod passing;

use std::sync::{Arc, Mutex, PoisonError};

use engine::explain::Figure;
use primitives::date::Date;
use service::products::Products;
use service::read::{self, Day, History, ReadError};
use service::view::derivation::Derived;
use service::view::loans::{Change, LoanList, LoanQuery};
use service::view::progress::{self, Progress};
use service::view::story::LoanStory;
use service::view::today::Today;
use service::{Register, StoreError};
use store::Reader;
use tokio::sync::{RwLock, mpsc, oneshot};
use web::console::{Answer, Console, Refusal, Step};

/// A step of time somebody waits for.
pub struct Asked {
    step: Step,
    done: oneshot::Sender<Result<(), Refusal>>,
}

/// A register with its pages and its time.
pub struct Platform {
    register: Register,
    /// Held for writing while a day passes, so that no page sees half of one.
    days: RwLock<()>,
    /// None once time has failed and what the head of a page says would not be so.
    progress: Mutex<Option<Progress>>,
    kept: tokio::sync::Mutex<Kept>,
    /// One step of time at once.
    turn: tokio::sync::Mutex<()>,
    steps: mpsc::Sender<Asked>,
}

/// What is read once for many pages.
#[derive(Default)]
struct Kept {
    day: Option<Arc<Day>>,
    history: Arc<History>,
}

impl Platform {
    /// A platform over a register, and the steps of time its pages ask for.
    pub fn new(register: Register, progress: Progress) -> (Arc<Platform>, mpsc::Receiver<Asked>) {
        let (steps, asked) = mpsc::channel(1);
        let platform = Platform {
            register,
            days: RwLock::default(),
            progress: Mutex::new(Some(progress)),
            kept: tokio::sync::Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            steps,
        };
        (Arc::new(platform), asked)
    }

    /// The register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Where the book stands.
    fn standing(&self) -> Result<Progress, Refusal> {
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.ok_or(Refusal::Unavailable)
    }

    fn note(&self, progress: Option<Progress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// A moment at the end of a day.
    async fn moment(&self) -> Result<Reader, StoreError> {
        let _between = self.days.read().await;
        let mut reader = self.register.read().await?;
        // The first read is what fixes the moment; from here on days may pass.
        reader.load_business_date().await?;
        Ok(reader)
    }

    /// The business date, read once.
    async fn day(&self) -> Result<Arc<Day>, ReadError> {
        let mut kept = self.kept.lock().await;
        let mut reader = self.moment().await?;
        let on = reader.load_business_date().await?;
        if let Some(day) = kept.day.as_ref().filter(|day| day.today.on == on) {
            return Ok(Arc::clone(day));
        }
        let products = Products::load(&mut reader).await?;
        let known = kept.history.through;
        if let Some(history) = read::history(&mut reader, &products, known).await? {
            kept.history = Arc::new(history);
        }
        let day = Arc::new(read::today(&mut reader, &kept.history).await?);
        kept.day = Some(Arc::clone(&day));
        Ok(day)
    }

    /// Reads the business date before a page asks for it.
    pub async fn read_ahead(&self) {
        if let Err(error) = self.day().await {
            eprintln!("the business date could not be read: {error}");
        }
    }

    async fn list(&self, query: &LoanQuery) -> Result<LoanList, ReadError> {
        let due = match query.changed {
            Some(Change::Due) => Some(self.day().await?),
            _ => None,
        };
        let due = due.as_ref().map_or(&[][..], |day| &day.due_loans);
        read::loans(&mut self.moment().await?, query, due).await
    }

    async fn told(&self, loan: &str, as_of: Option<Date>) -> Result<Option<LoanStory>, ReadError> {
        read::story(&mut self.moment().await?, loan, as_of).await
    }

    async fn derived(
        &self,
        loan: &str,
        figure: Figure,
        dates: read::Dates,
    ) -> Result<Option<Derived>, ReadError> {
        read::derivation(&mut self.moment().await?, loan, figure, dates).await
    }
}

/// What a page says of a failure; the terminal says why.
fn refusal(error: ReadError) -> Refusal {
    match error {
        ReadError::DateOutOfRange { first, last } => Refusal::DateOutOfRange { first, last },
        ReadError::CursorUnknown => Refusal::CursorUnknown,
        ReadError::Service(_) | ReadError::Contract(_) => {
            eprintln!("a page could not be read: {error}");
            Refusal::Unavailable
        }
    }
}

impl Console for Platform {
    fn progress(&self) -> Answer<'_, Progress> {
        Box::pin(std::future::ready(self.standing()))
    }

    fn today(&self) -> Answer<'_, Today> {
        Box::pin(async { Ok(self.day().await.map_err(refusal)?.today.clone()) })
    }

    fn loans<'a>(&'a self, query: &'a LoanQuery) -> Answer<'a, LoanList> {
        Box::pin(async { self.list(query).await.map_err(refusal) })
    }

    fn story<'a>(&'a self, loan: &'a str, as_of: Option<Date>) -> Answer<'a, Option<LoanStory>> {
        Box::pin(async move { self.told(loan, as_of).await.map_err(refusal) })
    }

    fn derivation<'a>(
        &'a self,
        loan: &'a str,
        figure: Figure,
        as_of: Option<Date>,
    ) -> Answer<'a, Option<Derived>> {
        Box::pin(async move {
            let dates = read::Dates { as_of, known_at: as_of };
            self.derived(loan, figure, dates).await.map_err(refusal)
        })
    }

    fn advance(&self, step: Step) -> Answer<'_, ()> {
        Box::pin(async move {
            if self.standing()?.history == progress::History::Living {
                return Err(Refusal::StillLiving);
            }
            let _turn = self.turn.try_lock().map_err(|_| Refusal::StillLiving)?;
            let (done, answer) = oneshot::channel();
            // Full while a step goes on that nobody waits for any more.
            self.steps.try_send(Asked { step, done }).map_err(|_| Refusal::StillLiving)?;
            answer.await.unwrap_or(Err(Refusal::Unavailable))
        })
    }
}
