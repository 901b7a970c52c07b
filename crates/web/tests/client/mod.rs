//! A served router and the plainest of HTTP clients, so that tests see what a browser sees.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use super::fixture::{Book, Fixture};

/// A book served on a port of its own.
pub struct Site {
    address: SocketAddr,
    // Held so that the server lives as long as the site.
    _runtime: tokio::runtime::Runtime,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    /// A header's value, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Serves a book.
pub fn site(book: Book) -> Site {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(
        async move { axum::serve(listener, web::router(Arc::new(Fixture::new(book)))).await },
    );
    Site { address, _runtime: runtime }
}

impl Site {
    /// Gets a page.
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], "")
    }

    /// Sends a form.
    pub fn post(&self, path: &str, headers: &[&str], form: &str) -> Reply {
        let kind = "content-type: application/x-www-form-urlencoded";
        self.send("POST", path, &[&[kind], headers].concat(), form)
    }

    /// Sends anything.
    pub fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let more: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-length: {length}\r\n{more}\r\n{body}",
            self.address,
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }
}
