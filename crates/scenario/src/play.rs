//! Playing a scenario through the engine and comparing what is expected.

use engine::command::{Command, Rejection, decide};
use engine::contract::{Contract, Terms};
use engine::correction::decide_correction;
use engine::fact::Fact;
use engine::product::Product;
use primitives::amount::Minor;
use primitives::date::Date;

use crate::actual::Told;
use crate::notation::{self, Act, NotationError, Problem, Statement, TermsLine};

/// An expectation that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Line of the expectation, from 1.
    pub line: usize,
    /// What it is about.
    pub statement: String,
    /// As written.
    pub expected: Vec<String>,
    /// As it came out.
    pub got: Vec<String>,
}

/// What became of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many expectations were compared.
    pub compared: usize,
    /// Those that did not hold.
    pub mismatches: Vec<Mismatch>,
    /// The scenario with every expectation as it came out.
    pub rewritten: String,
}

#[derive(Clone, Default)]
struct Course {
    product_text: Option<toml::Table>,
    product: Option<Product>,
    terms_line: Option<TermsLine>,
    terms: Option<Terms>,
    facts: Vec<Fact>,
    today: Date,
    refused: Option<Rejection>,
}

/// Plays a scenario. `load` gives the text of the product file a scenario names.
pub fn run(
    text: &str,
    load: impl Fn(&str) -> Result<String, String>,
) -> Result<Outcome, NotationError> {
    let mut outcome = Outcome { compared: 0, mismatches: Vec::new(), rewritten: String::new() };
    let mut course = Course::default();
    let mut forks: Vec<Course> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut index = 0;
    while index < lines.len() {
        let (line, at) = (lines[index], index + 1);
        index += 1;
        outcome.rewritten.push_str(line);
        outcome.rewritten.push('\n');
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let located = |problem| NotationError { line: at, problem };
        let statement = notation::statement(line.trim()).map_err(located)?;
        match &statement {
            Statement::Fork => forks.push(course.clone()),
            Statement::End => {
                course.settle_refusal().map_err(located)?;
                course = forks.pop().ok_or(Problem::Unbalanced).map_err(located)?;
            }
            Statement::Expect(date, subject) => {
                course.settle_refusal().map_err(located)?;
                let expected = block(&lines, &mut index, indent(line));
                let got = course.told().map_err(located)?.lines(*subject, *date);
                outcome.take(at, line, (expected, got));
            }
            _ => course.obey(&statement, &load).map_err(located)?,
        }
    }
    let end = |problem| NotationError { line: lines.len(), problem };
    course.settle_refusal().map_err(end)?;
    if forks.is_empty() { Ok(outcome) } else { Err(end(Problem::Unbalanced)) }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines indented below a statement.
fn block(lines: &[&str], index: &mut usize, outer: usize) -> Vec<String> {
    let mut block = Vec::new();
    while let Some(line) = lines.get(*index) {
        if line.trim().is_empty() || indent(line) <= outer {
            break;
        }
        block.push(line.trim().to_owned());
        *index += 1;
    }
    block
}

impl Outcome {
    fn take(&mut self, line: usize, statement: &str, (expected, got): (Vec<String>, Vec<String>)) {
        self.compared += 1;
        let margin = " ".repeat(indent(statement) + 2);
        for text in &got {
            self.rewritten.push_str(&format!("{margin}{text}\n"));
        }
        if expected != got {
            let statement = statement.trim().to_owned();
            self.mismatches.push(Mismatch { line, statement, expected, got });
        }
    }
}

impl Course {
    fn obey(
        &mut self,
        statement: &Statement,
        load: &impl Fn(&str) -> Result<String, String>,
    ) -> Result<(), Problem> {
        if let Statement::ExpectRejection(code) = statement {
            let got = self.refused.take().map_or("none", Rejection::code);
            return match got == code {
                true => Ok(()),
                false => Err(Problem::Expected(format!("rejection {code}, got {got}"))),
            };
        }
        self.settle_refusal()?;
        match statement {
            Statement::Product(file) => {
                let text = load(file).map_err(Problem::Product)?;
                let table = text
                    .parse()
                    .map_err(|error: toml::de::Error| Problem::Product(error.to_string()))?;
                self.product_text = Some(table);
                self.read_product()
            }
            Statement::Set(key, value) => {
                self.set(key, value)?;
                self.read_product()
            }
            Statement::Terms(line) => {
                self.terms_line = Some(line.clone());
                self.sign()
            }
            Statement::Act(act) => self.act(act),
            _ => Ok(()),
        }
    }

    /// A refusal that nothing expected is a fault of the scenario.
    fn settle_refusal(&mut self) -> Result<(), Problem> {
        match self.refused.take() {
            None => Ok(()),
            Some(rejection) => Err(Problem::Refused(rejection.to_string())),
        }
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        let mut table = self.product_text.as_mut().ok_or(Problem::NoContract)?;
        let wrapped: toml::Table = format!("value = {value}")
            .parse()
            .map_err(|error: toml::de::Error| Problem::Product(error.to_string()))?;
        let mut parts: Vec<&str> = key.split('.').collect();
        let last = parts.pop().unwrap_or(key);
        for part in parts {
            table = table
                .entry(part)
                .or_insert_with(|| toml::Value::Table(toml::Table::new()))
                .as_table_mut()
                .ok_or_else(|| Problem::Expected(format!("{part} to be a table")))?;
        }
        if let Some(value) = wrapped.get("value") {
            table.insert(last.to_owned(), value.clone());
        }
        Ok(())
    }

    fn read_product(&mut self) -> Result<(), Problem> {
        let table = self.product_text.as_ref().ok_or(Problem::NoContract)?;
        let text = toml::to_string(table).map_err(|error| Problem::Product(error.to_string()))?;
        let product = engine::product::file::read(&text)
            .map_err(|error| Problem::Product(error.to_string()))?;
        self.product = Some(product);
        self.sign()
    }

    fn sign(&mut self) -> Result<(), Problem> {
        let (Some(product), Some(line)) = (&self.product, &self.terms_line) else {
            return Ok(());
        };
        let currency = product.currency;
        let amount = currency
            .parse_minor(&line.amount)
            .map_err(|error| Problem::Expected(error.to_string()))?;
        let terms = Terms {
            product: product.reference.clone(),
            currency,
            amount: Minor(amount),
            rate: line.rate,
            installments: line.installments,
            signed_on: line.signed_on,
            due_day: line.due_day,
            disclosed: None,
        };
        terms.check(product).map_err(|error| Problem::Terms(error.to_string()))?;
        self.terms = Some(terms);
        Ok(())
    }

    fn told(&self) -> Result<Told<'_>, Problem> {
        match (&self.product, &self.terms) {
            (Some(product), Some(terms)) => {
                Ok(Told { contract: Contract { terms, product }, facts: &self.facts })
            }
            _ => Err(Problem::NoContract),
        }
    }

    fn act(&mut self, act: &Act) -> Result<(), Problem> {
        let told = self.told()?;
        let currency = told.contract.terms.currency;
        let today = act.recorded_on.unwrap_or(act.value_date).max(self.today);
        let decided = match notation::correction(act, currency)? {
            Some(correction) => decide_correction(told.contract, told.facts, &correction, today),
            None => {
                let deed = notation::deed(&act.words, currency)?;
                let command = Command { value_date: act.value_date, act: deed };
                decide(told.contract, told.facts, &command, today).map(|fact| vec![fact])
            }
        };
        match decided {
            Ok(facts) => self.facts.extend(facts),
            Err(rejection) => self.refused = Some(rejection),
        }
        self.today = today;
        Ok(())
    }
}
