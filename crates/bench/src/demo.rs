//! The demo as a newcomer meets it: how soon its first page comes, how soon its history is lived,
//! and how much memory that takes.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::measure::print;

/// Longer than any machine should need.
const PATIENCE: Duration = Duration::from_secs(900);

/// Runs the demo with its defaults and prints what a newcomer waits for.
pub fn run(json: bool) -> Result<(), String> {
    let address = free_address().map_err(|error| error.to_string())?;
    let began = Instant::now();
    let mut demo = Command::new(binary()?)
        .args(["demo", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the demo does not start: {error}"))?;
    let figures = watch(&mut demo, address, began);
    let ended = demo.kill().and_then(|()| demo.wait());
    ended.map_err(|error| format!("the demo does not stop: {error}"))?;
    print(json, &figures?);
    Ok(())
}

type Figures = [(&'static str, f64); 3];

fn watch(demo: &mut Child, address: SocketAddr, began: Instant) -> Result<Figures, String> {
    until(demo, began, || get(address, "/").is_some_and(|page| page.contains("200 OK")))?;
    let first_page = began.elapsed();
    until(demo, began, || {
        get(address, "/healthz").is_some_and(|health| health.contains("\"history\":\"ready\""))
    })?;
    let lived = began.elapsed();
    let peak = peak_memory(demo.id()).unwrap_or(f64::NAN);
    Ok([
        ("first_page_seconds", first_page.as_secs_f64()),
        ("history_lived_seconds", lived.as_secs_f64()),
        ("peak_memory_mib", peak),
    ])
}

fn until(demo: &mut Child, began: Instant, mut done: impl FnMut() -> bool) -> Result<(), String> {
    while !done() {
        if let Ok(Some(status)) = demo.try_wait() {
            return Err(format!("the demo ended early: {status}"));
        }
        if began.elapsed() > PATIENCE {
            return Err("the demo is not done in fifteen minutes".to_owned());
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// The release binary beside this one.
pub fn binary() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = own.with_file_name("arrears");
    match path.exists() {
        true => Ok(path),
        false => Err(format!("{}: build it first: cargo build --release", path.display())),
    }
}

pub fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

pub fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// The largest resident set so far, in MiB, where the system tells.
fn peak_memory(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
