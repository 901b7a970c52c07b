//! Pages: server-rendered, both languages, no JavaScript required.
