use lunxun_base::{Result, require};

/// What a new password must satisfy: ten characters, three of four kinds, not the login, not a well-known one.
///
/// **Source**: `docs/sources.md#gbt-22239` (身份鉴别：复杂度).
///
/// # Errors
/// `Invalid`, saying what is missing.
pub(crate) fn check(field: &str, password: &str, login: &str) -> Result<()> {
    require!(password.chars().count() >= 10, field, "密码至少 10 位。");
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    let count = kinds.iter().filter(|has| **has).count();
    require!(count >= 3, field, "密码要包含大写字母、小写字母、数字、符号中的至少三种。");
    let lower = password.to_lowercase();
    require!(login.chars().count() < 3 || !lower.contains(&login.to_lowercase()), field, "密码里不能包含用户名。");
    let common = ["password", "qwerty", "123456", "abc123", "admin@123", "p@ssw0rd"];
    require!(!common.iter().any(|word| lower.contains(word)), field, "这个密码太常见，容易被猜到，请换一个。");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_what_is_missing() {
        let message = |password: &str| check("password", password, "guanli").unwrap_err().message;
        assert!(message("Ab1#").contains("10 位"));
        assert!(message("abcdefghijk").contains("三种"));
        assert!(message("Guanli#20271").contains("用户名"));
        assert!(message("Password#2027").contains("太常见"));
        check("password", "Qingshan#2027", "guanli").unwrap();
    }
}
