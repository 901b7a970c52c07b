//! Serves the made-up books on ports 4100 and up, to look at the pages without a platform:
//! `cargo run -p web --example preview`.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::sync::Arc;

use fixture::{Book, Fixture};
use tokio::net::TcpListener;

const FIRST_PORT: u16 = 4100;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let books = [Book::Ordinary, Book::Living, Book::Empty, Book::Strange, Book::Broken];
    let mut servers = tokio::task::JoinSet::new();
    for (port, book) in (FIRST_PORT..).zip(books) {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        println!("{book:?}: http://127.0.0.1:{port}");
        servers.spawn(async move {
            axum::serve(listener, web::router(Arc::new(Fixture::new(book)))).await
        });
    }
    while let Some(ended) = servers.join_next().await {
        ended.map_err(std::io::Error::other)??;
    }
    Ok(())
}
