//! The register's failures, told in both languages.

use primitives::refusal::Refusal;

use crate::error::StoreError;

impl StoreError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let told = match self {
            StoreError::NoDirectory { path } => {
                ("no_directory", format!("{}：没有此目录", path.display()))
            }
            StoreError::NotADirectory { path } => {
                ("not_a_directory", format!("{}：不是目录", path.display()))
            }
            StoreError::NoRegister { path } => {
                ("no_register", format!("{}：目录中没有台账", path.display()))
            }
            StoreError::Exists { path } => {
                ("register_exists", format!("{}：目录中已有台账", path.display()))
            }
            StoreError::NotWritable { path, why } => {
                ("not_writable", format!("{}：无法写入：{why}", path.display()))
            }
            StoreError::NotARegister { path, why } => {
                ("not_a_register", format!("{}：不是可读取的台账：{why}", path.display()))
            }
            StoreError::Newer { path, found, known } => (
                "register_newer",
                format!(
                    "{}：台账由较新版本以格式 {found} 写成，本版本最高支持格式 {known}",
                    path.display()
                ),
            ),
            StoreError::Conflict { count } => {
                ("loan_changed", format!("{count} 笔贷款刚被他人更改，请重新载入后再试"))
            }
            StoreError::Duplicate(what) => ("recorded_before", format!("此前已有记录：{what}")),
            StoreError::Malformed { what, why } => {
                ("register_malformed", format!("台账中的 {what} 无法读取：{why}"))
            }
            StoreError::Busy => ("register_busy", "台账正忙，请稍后再试".to_owned()),
            StoreError::Database(error) => ("database_failed", format!("台账数据库出错：{error}")),
            StoreError::Output(error) => ("output_failed", format!("输出无法写入：{error}")),
        };
        let refusal = Refusal::of(told.0, self, told.1);
        if self.retry_helps() { refusal.passing() } else { refusal }
    }
}
