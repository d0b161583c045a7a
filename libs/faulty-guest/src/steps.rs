/// A program as it came: bytes that are steps or operands of steps. At its end, operands are empty or zero.
pub(crate) struct Steps(std::vec::IntoIter<u8>);

impl Steps {
    /// From pairs of hexadecimal digits; what is none counts as zero.
    pub(crate) fn from_hex(text: &[u8]) -> Self {
        let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or(0) as u8;
        let bytes: Vec<u8> = text.chunks_exact(2).map(|pair| digit(pair[0]) * 16 + digit(pair[1])).collect();
        Self(bytes.into_iter())
    }

    pub(crate) fn next(&mut self) -> Option<u8> {
        self.0.next()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().unwrap_or(0)
    }

    pub(crate) fn short(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// As many bytes as the first one says.
    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        let length = self.byte();
        self.0.by_ref().take(length.into()).collect()
    }

    /// Bytes that claim to be text.
    pub(crate) fn text(&mut self) -> String {
        // SAFETY: breaks String's promise on purpose. The text goes to the host alone, which has to look at it.
        unsafe { String::from_utf8_unchecked(self.bytes()) }
    }
}
