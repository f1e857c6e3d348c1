//! Pictures: read within limits, turned the right way up, made small enough and written anew as JPEG.
//!
//! Writing anew drops everything else that a camera puts into the file: the place it was taken at, the owner of the
//! phone, a second picture.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};
use lunxun_base::{Error, Result};

/// Pixels on one side, at most.
const SIDE: u32 = 12_000;
/// Pixels in all, at most; a picture of so many takes 160 MB while it is read.
const PIXELS: u64 = 40_000_000;
/// Bytes that reading one may take.
const MEMORY: u64 = 256 << 20;

/// A box that a picture must fit into, and how well it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    width: u32,
    height: u32,
    quality: u8,
}

/// A photo: enough for a print of two inches at 300 dots.
pub(super) const PHOTO: Size = Size { width: 800, height: 800, quality: 88 };
/// A scan: an A4 page at about 200 dots an inch.
pub(super) const SCAN: Size = Size { width: 2400, height: 2400, quality: 82 };
/// What lists show.
const THUMBNAIL: Size = Size { width: 96, height: 128, quality: 75 };

/// A picture as it is kept.
pub(super) struct Picture {
    /// JPEG without any metadata.
    pub(super) jpeg: Vec<u8>,
    /// A small JPEG of it, 96 by 128 pixels at most.
    pub(super) thumbnail: Vec<u8>,
}

/// Reads a picture and makes of it what is kept.
///
/// # Errors
/// `Invalid` for a picture that is damaged or too large.
pub(super) fn remake(bytes: &[u8], format: ImageFormat, size: Size) -> Result<Picture> {
    // The readers are safe code and return errors; should one of them have a defect all the same, it costs the picture
    // and not the program.
    let read = std::panic::catch_unwind(|| read(bytes, format)).map_err(|_| unreadable())??;
    let upright = flatten(&read);
    drop(read);
    let kept = fit(upright, size);
    let thumbnail = encode(&fit(kept.clone(), THUMBNAIL), THUMBNAIL.quality)?;
    Ok(Picture { jpeg: encode(&kept, size.quality)?, thumbnail })
}

fn read(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage> {
    let foreign = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => too_large(),
        other => unreadable().with_source(other.to_string()),
    };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(SIDE), Some(SIDE), Some(MEMORY));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(foreign)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(too_large());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(foreign)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Onto white paper: JPEG knows no transparency, and black would be what is left of it.
fn flatten(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut paper = RgbImage::from_pixel(picture.width(), picture.height(), Rgb([255; 3]));
    for (at, from) in paper.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |value: u8| {
            let (value, alpha) = (u32::from(value), u32::from(alpha));
            u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        *at = Rgb([over(red), over(green), over(blue)]);
    }
    paper
}

/// Made smaller where it does not fit, never larger.
fn fit(picture: RgbImage, size: Size) -> RgbImage {
    if picture.width() <= size.width && picture.height() <= size.height {
        return picture;
    }
    DynamicImage::ImageRgb8(picture).resize(size.width, size.height, FilterType::CatmullRom).to_rgb8()
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode_image(picture)
        .map_err(|error| unreadable().with_source(error.to_string()))?;
    Ok(jpeg)
}

fn unreadable() -> Error {
    Error::invalid("contentBase64", "这张图片打不开，可能没有拷贝完整。请换一张，或用画图程序另存为 JPG 后再添加。")
}

fn too_large() -> Error {
    Error::invalid(
        "contentBase64",
        "这张图片的尺寸太大（超过 4000 万像素）。请用画图程序把它缩小，或把扫描分辨率调到 200 后再添加。",
    )
}
