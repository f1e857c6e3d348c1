use std::io::{BufReader, BufWriter, Read};

use lunxun_base::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};

/// The largest frame that is unpacked: 64 MiB. Guards against decompression bombs.
pub const MAX_FRAME_BYTES: u64 = 64 * 1024 * 1024;

const MAGIC: &[u8; 4] = b"LXT1";

/// CBOR is written and read a few bytes at a time, and a call into zstd costs more than those bytes.
const BUFFER: usize = 64 * 1024;

/// A message as it goes over a line or onto a stick: magic, then zstd over CBOR.
///
/// # Errors
/// `Internal` when the message cannot be encoded.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>> {
    let internal = |error: std::io::Error| Error::internal("数据打包失败，请重试。").with_source(error);
    let mut frame = MAGIC.to_vec();
    let mut writer = BufWriter::with_capacity(BUFFER, zstd::Encoder::new(&mut frame, 3).map_err(internal)?);
    ciborium::into_writer(message, &mut writer)
        .map_err(|error| Error::internal("数据打包失败，请重试。").with_source(error.to_string()))?;
    writer.into_inner().map_err(|error| internal(error.into_error()))?.finish().map_err(internal)?;
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
    let reader = BufReader::with_capacity(BUFFER, decoder.take(limit));
    ciborium::from_reader(reader).map_err(|error| bad().with_source(error.to_string()))
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
