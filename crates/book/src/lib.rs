//! The portfolio as columns: rolls, vintages, overdue rates.
