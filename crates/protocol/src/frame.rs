use std::io::Read;

use lunxun_base::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};

/// The largest frame that is unpacked: 64 MiB. Guards against decompression bombs.
pub const MAX_FRAME_BYTES: u64 = 64 * 1024 * 1024;

const MAGIC: &[u8; 4] = b"LXT1";

/// A message as it goes over a line or onto a stick: magic, then zstd over CBOR.
///
/// # Errors
/// `Internal` when the message cannot be encoded.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>> {
    let internal = |error: std::io::Error| Error::internal("数据打包失败，请重试。").with_source(error);
    let mut frame = MAGIC.to_vec();
    let mut encoder = zstd::Encoder::new(&mut frame, 3).map_err(internal)?;
    ciborium::into_writer(message, &mut encoder)
        .map_err(|error| Error::internal("数据打包失败，请重试。").with_source(error.to_string()))?;
    encoder.finish().map_err(internal)?;
    Ok(frame)
}

/// The message in a frame.
///
/// # Errors
/// `Incompatible` when it is not ours (a captive portal's page, say), is damaged, or unpacks beyond
/// [`MAX_FRAME_BYTES`].
pub fn decode<T: DeserializeOwned>(frame: &[u8]) -> Result<T> {
    decode_within(frame, MAX_FRAME_BYTES)
}

/// The message in a frame that must unpack to at most `limit` bytes: for small messages of strangers.
///
/// # Errors
/// As [`decode`].
pub fn decode_within<T: DeserializeOwned>(frame: &[u8], limit: u64) -> Result<T> {
    let bad = || Error::incompatible("收到的不是轮训通的数据，可能被网络登录页面拦截或传输中损坏，请检查网络后重试。");
    let body = frame.strip_prefix(MAGIC.as_slice()).ok_or_else(bad)?;
    let mut decoder = zstd::Decoder::new(body).map_err(|error| bad().with_source(error))?;
    decoder.window_log_max(23).map_err(|error| bad().with_source(error))?;
    ciborium::from_reader(decoder.take(limit)).map_err(|error| bad().with_source(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_page_in_place_of_a_frame_is_refused() {
        let error = decode::<u64>(b"<html>login</html>").unwrap_err();
        assert_eq!(error.code, lunxun_base::ErrorCode::Incompatible);
    }

    #[test]
    fn every_truncation_of_a_frame_is_refused() {
        let frame = encode(&vec!["轮训"; 50]).unwrap();
        for cut in 0..frame.len() {
            assert!(decode::<Vec<String>>(&frame[..cut]).is_err(), "cut at {cut} must not pass");
        }
    }
}
