//! Why a use case did not come about, told in both languages.
//!
//! Spec: `docs/specs/refusals.md`.

use primitives::refusal::Refusal;

use crate::close::CloseError;
use crate::error::ServiceError;
use crate::import::ImportError;
use crate::products::ContractError;
use crate::read::ReadError;
use crate::reported::ReportError;

impl ServiceError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let (code, zh) = match self {
            ServiceError::Rejected(rejection) => return rejection.refusal(),
            ServiceError::Terms(error) => return error.refusal(),
            ServiceError::Product(error) => return error.refusal(),
            ServiceError::Contract(error) => return error.refusal(),
            ServiceError::Store(error) => return error.refusal(),
            ServiceError::LoanUnknown(loan) => {
                ("loan_unknown", format!("没有编号为 {loan} 的贷款"))
            }
            ServiceError::ProductTaken(product) => (
                "product_version_taken",
                format!(
                    "产品 {} 的版本 {} 已存在且内容不同，请使用新的版本号",
                    product.id, product.version
                ),
            ),
            ServiceError::CurrencyMismatch { expected, got } => {
                ("currency_mismatch", format!("该贷款的币种为 {expected}，不是 {got}"))
            }
            ServiceError::DateNotOpen { asked, open } => {
                ("date_not_open", format!("{asked} 不是当前营业日 {open}"))
            }
            ServiceError::ExternalIdReused(name) => {
                ("external_id_reused", format!("外部编号 {name} 此前已用于另一笔记录"))
            }
            ServiceError::SameLoan(loan) => ("same_loan", format!("该还款已记在 {loan} 名下")),
        };
        Refusal::of(code, self, zh)
    }
}

impl ContractError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let (code, zh) = match self {
            ContractError::Terms(why) => ("terms_unreadable", format!("合同条款无法读取：{why}")),
            ContractError::NoProduct(id, version) => {
                ("product_unknown", format!("台账中没有产品 {id} 的版本 {version}"))
            }
            ContractError::Product(id, version, why) => {
                ("product_unreadable", format!("产品 {id} 的版本 {version} 无法读取：{why}"))
            }
        };
        Refusal::of(code, self, zh)
    }
}

impl ReadError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let (code, zh) = match self {
            ReadError::DateOutOfRange { first, last } => {
                ("date_out_of_range", format!("该贷款只能查看 {first} 至 {last} 的情况"))
            }
            ReadError::CursorUnknown => ("cursor_unknown", "列表中没有这个位置".to_owned()),
            ReadError::Service(error) => return error.refusal(),
            ReadError::Contract(error) => return error.refusal(),
        };
        Refusal::of(code, self, zh)
    }
}

impl ReportError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let (code, zh) = match self {
            ReportError::NothingReported => (
                "nothing_reported",
                "台账中没有带报送数据的贷款，请先导入含报送数据的资产包".to_owned(),
            ),
            ReportError::Panel(why) => ("panel_malformed", format!("报送数据彼此不符：{why}")),
            ReportError::Snapshots(why) => {
                ("snapshots_malformed", format!("月末数据彼此不符：{why}"))
            }
            ReportError::Service(error) => return error.refusal(),
        };
        Refusal::of(code, self, zh)
    }
}

impl ImportError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let (code, zh) = match self {
            ImportError::Source(why) => ("tape_unreadable", format!("资产包文件无法读取：{why}")),
            ImportError::Kept(column) => (
                "column_without_place",
                format!("映射保留了 `{column}`，只有 `recovered` 和 `repo_proceeds` 可以保留"),
            ),
            ImportError::Service(error) => return error.refusal(),
            ImportError::Loan { loan, error } => return error.refusal().at(loan),
        };
        Refusal::of(code, self, zh)
    }
}

impl CloseError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        match self {
            CloseError::Store(error) => error.refusal(),
            CloseError::Stopped(on) => {
                let zh = format!("{on} 的日终已中止，再次运行即可继续");
                Refusal::of("close_stopped", self, zh).passing()
            }
        }
    }
}
