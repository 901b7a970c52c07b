//! A close done once, twice, in pieces, over many dates and past failures.
