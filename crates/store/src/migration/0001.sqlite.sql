-- Format 1. Dates are whole days since 1970-01-01, amounts whole minor units.

CREATE TABLE meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- The codes that stand for ledger accounts in postings.
CREATE TABLE gl_account (
  code INTEGER PRIMARY KEY NOT NULL,
  word TEXT NOT NULL UNIQUE
);

CREATE TABLE product (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  effective_from INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (id, version)
) WITHOUT ROWID;

CREATE TABLE borrower (
  id INTEGER PRIMARY KEY NOT NULL,
  external_id TEXT NOT NULL UNIQUE,
  segment TEXT NOT NULL,
  attributes TEXT NOT NULL
);

-- What was signed; never changes.
CREATE TABLE loan (
  id INTEGER PRIMARY KEY NOT NULL,
  external_id TEXT NOT NULL UNIQUE,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id),
  pool TEXT NOT NULL,
  product_id TEXT NOT NULL,
  product_version INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  terms TEXT NOT NULL,
  signed_on INTEGER NOT NULL,
  opened_on INTEGER NOT NULL,
  FOREIGN KEY (product_id, product_version) REFERENCES product (id, version)
);
CREATE INDEX loan_borrower ON loan (borrower_id);

-- Where a loan stands: what the fold has made of its facts, kept so that pages need not fold.
CREATE TABLE standing (
  loan_id INTEGER PRIMARY KEY NOT NULL REFERENCES loan (id),
  version INTEGER NOT NULL,
  status INTEGER NOT NULL,
  closed_through INTEGER NOT NULL,
  next_event_on INTEGER,
  principal INTEGER NOT NULL,
  due INTEGER NOT NULL,
  oldest_late_on INTEGER,
  bucket INTEGER NOT NULL,
  ended_on INTEGER,
  fact_count INTEGER NOT NULL,
  posting_count INTEGER NOT NULL,
  state BLOB NOT NULL
);
CREATE INDEX standing_next_event ON standing (next_event_on, loan_id)
  WHERE next_event_on IS NOT NULL;
-- Loans in their first bucket are the bulk of every book and are never listed by lateness.
CREATE INDEX standing_late ON standing (bucket, oldest_late_on, loan_id) WHERE bucket > 0;

CREATE TABLE fact (
  loan_id INTEGER NOT NULL REFERENCES loan (id),
  number INTEGER NOT NULL,
  value_date INTEGER NOT NULL,
  recorded_on INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  external_id TEXT,
  PRIMARY KEY (loan_id, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX fact_external ON fact (external_id) WHERE external_id IS NOT NULL;
-- Facts known ahead of the date they count for; a close applies them when it opens that date.
CREATE INDEX fact_ahead ON fact (value_date, loan_id) WHERE value_date > recorded_on;

CREATE TABLE posting (
  loan_id INTEGER NOT NULL REFERENCES loan (id),
  line INTEGER NOT NULL,
  value_date INTEGER NOT NULL,
  booked_on INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (loan_id, line)
) WITHOUT ROWID;

CREATE TABLE close_run (
  business_date INTEGER PRIMARY KEY NOT NULL,
  status TEXT NOT NULL,
  steps TEXT NOT NULL,
  loans_due INTEGER NOT NULL,
  loans_advanced INTEGER NOT NULL,
  postings INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  last_loan_id INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER
);

CREATE TABLE quarantine (
  loan_id INTEGER PRIMARY KEY NOT NULL REFERENCES loan (id),
  business_date INTEGER NOT NULL,
  error TEXT NOT NULL,
  noted_at INTEGER NOT NULL
);

-- Loans and principal by product, status and bucket as they stand now.
CREATE TABLE figure (
  product_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  loans INTEGER NOT NULL,
  principal INTEGER NOT NULL,
  PRIMARY KEY (product_id, status, bucket)
) WITHOUT ROWID;

-- The same at the end of each business date.
CREATE TABLE day_figure (
  business_date INTEGER NOT NULL,
  product_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  loans INTEGER NOT NULL,
  principal INTEGER NOT NULL,
  PRIMARY KEY (business_date, product_id, status, bucket)
) WITHOUT ROWID;

-- What happened on a business date, summed: dues fallen, dues paid, money collected.
CREATE TABLE day_measure (
  business_date INTEGER NOT NULL,
  measure TEXT NOT NULL,
  product_id TEXT NOT NULL,
  loans INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (business_date, measure, product_id)
) WITHOUT ROWID;

-- Loans whose status or bucket changed on a business date, from its start to its end.
CREATE TABLE movement (
  business_date INTEGER NOT NULL,
  loan_id INTEGER NOT NULL REFERENCES loan (id),
  from_status INTEGER NOT NULL,
  from_bucket INTEGER NOT NULL,
  from_principal INTEGER NOT NULL,
  to_status INTEGER NOT NULL,
  to_bucket INTEGER NOT NULL,
  to_principal INTEGER NOT NULL,
  PRIMARY KEY (business_date, loan_id)
) WITHOUT ROWID;

CREATE TABLE snapshot (
  month_end INTEGER NOT NULL,
  loan_id INTEGER NOT NULL REFERENCES loan (id),
  status INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  days INTEGER NOT NULL,
  principal INTEGER NOT NULL,
  PRIMARY KEY (month_end, loan_id)
) WITHOUT ROWID;

-- What another servicer reported of a loan, month by month.
CREATE TABLE observation (
  loan_id INTEGER NOT NULL REFERENCES loan (id),
  source TEXT NOT NULL,
  period INTEGER NOT NULL,
  month INTEGER NOT NULL,
  balance INTEGER,
  payment INTEGER,
  principal INTEGER,
  recovered INTEGER,
  repo_proceeds INTEGER,
  PRIMARY KEY (loan_id, source, period)
) WITHOUT ROWID;

CREATE TABLE observed_loan (
  loan_id INTEGER PRIMARY KEY NOT NULL REFERENCES loan (id),
  original_amount INTEGER,
  origination_month INTEGER,
  scheduled_payment INTEGER,
  days_past_due INTEGER,
  balance_cutoff_a INTEGER,
  balance_cutoff_b INTEGER
);

CREATE TABLE import_run (
  id INTEGER PRIMARY KEY NOT NULL,
  files TEXT NOT NULL,
  loans INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  observations INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  report TEXT NOT NULL,
  started_at INTEGER NOT NULL
);
