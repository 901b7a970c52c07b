//! `arrears serve`: pages over a register.

use std::io::ErrorKind;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use service::view::progress::{History, Progress};
use service::{Register, StoreError};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::console::Platform;
use crate::console::passing::Passing;
use crate::outcome::{Failure, Outcome};
use crate::register::DataDir;

/// How long open connections are waited for when the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serve pages over a register; moving time closes days and does nothing else.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears serve --data-dir my-book --listen 127.0.0.1:8700")]
pub struct Serve {
    #[command(flatten)]
    data_dir: DataDir,
    /// Where to serve pages.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8700")]
    listen: String,
}

impl Serve {
    /// Serves until interrupted.
    pub fn run(self) -> Outcome {
        runtime()?.block_on(self.serve())
    }

    async fn serve(self) -> Outcome {
        let listener = bind(&self.listen).await?;
        let register = self.data_dir.open().await?;
        let progress = progress(&register).await.map_err(Failure::outside)?;
        let stop = stop_signal();
        let (platform, asked) = Platform::new(register, progress);
        announce(&listener, false)?;
        let pages = tokio::spawn(serve(listener, Arc::clone(&platform), stop.clone()));
        platform.read_ahead().await;
        Passing::Closed.answer(&platform, asked, stop).await;
        pages.await.map_err(Failure::outside)??;
        platform.register().clone().close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn progress(register: &Register) -> Result<Progress, StoreError> {
    let mut reader = register.read().await?;
    let months = reader.list_month_ends().await?.len();
    let months = u32::try_from(months).unwrap_or(u32::MAX);
    Ok(Progress {
        business_date: reader.load_business_date().await?,
        history: History::Ready,
        borrowers: reader.load_borrower_count().await?,
        lived_months: months,
        total_months: months,
    })
}

/// A runtime with more threads than a busy close takes, so that pages are answered meanwhile.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).max(4);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(threads).enable_all().build().map_err(Failure::outside)
}

/// Takes the address pages are to be served at.
pub(super) async fn bind(listen: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::outside(format!(
            "{listen} is in use by another program; stop it, or choose another address with \
             --listen, such as --listen 127.0.0.1:8701"
        )),
        ErrorKind::InvalidInput => Failure::refused(
            "address_malformed",
            "监听地址有误，应为主机和端口",
            format_args!(
                "{listen} is no address to listen on; give a host and a port, such as \
                 127.0.0.1:8700"
            ),
        ),
        _ => Failure::outside(format!("{listen} cannot be listened on: {error}")),
    })
}

/// Says where the pages are, aside where the output proper is to be JSON alone.
pub(super) fn announce(listener: &TcpListener, aside: bool) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(Failure::outside)?;
    let said = format!("Pages at http://{address}/ (Ctrl-C stops)");
    match aside {
        true => eprintln!("{said}"),
        false => say!("{said}"),
    }
    Ok(())
}

/// Turns true when the process is asked to stop.
pub(super) fn stop_signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => {
                // Without the signal the process still ends the way the system ends it.
                if interrupted.is_err() {
                    std::future::pending::<()>().await;
                }
            }
            () = terminated() => {}
        }
        // Nobody listening any more is as good as stopped.
        let _ = stop.send(true);
    });
    stopped
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// Serves pages until told to stop, and then those being answered a little longer.
pub(super) async fn serve(
    listener: TcpListener,
    platform: Arc<Platform>,
    stop: watch::Receiver<bool>,
) -> Result<(), Failure> {
    let router = web::router(platform);
    let mut told = stop.clone();
    let server = axum::serve(listener, router)
        .with_graceful_shutdown(async move { wait_for(&mut told).await });
    let mut told = stop;
    let farewell = async {
        wait_for(&mut told).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        ended = server => ended.map_err(Failure::outside),
        () = farewell => Ok(()),
    }
}

async fn wait_for(stop: &mut watch::Receiver<bool>) {
    // An error says that the sender is gone, which it is only after it has sent.
    let _ = stop.wait_for(|stop| *stop).await;
}
