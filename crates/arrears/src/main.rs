//! arrears
fn main() {}
