//! The register: facts, standings, postings and runs on SQLite, through a builder that also speaks PostgreSQL.
