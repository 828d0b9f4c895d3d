"""How long an RSA public key is, read from its DER encoding: all that a look at a DKIM record needs of cryptography."""

_SEQUENCE, _INTEGER, _BIT_STRING = 0x30, 0x02, 0x03


def rsa_bits(der: bytes) -> int:
    """Return the length of the modulus of a SubjectPublicKeyInfo (RFC 5280) or a bare RSAPublicKey (RFC 8017).

    Raises:
        ValueError: it is neither.
    """
    key, _rest = _take(der, _SEQUENCE)
    if key[:1] == bytes([_SEQUENCE]):  # the algorithm; the key follows in a bit string, after its count of unused bits
        _algorithm, rest = _take(key, _SEQUENCE)
        bits, _rest = _take(rest, _BIT_STRING)
        key, _rest = _take(bits[1:], _SEQUENCE)
    modulus, _rest = _take(key, _INTEGER)
    return int.from_bytes(modulus, "big").bit_length()


def _take(der: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the content of the element that `der` begins with, and what follows it."""
    if der[:1] != bytes([tag]) or len(der) < 2:
        raise ValueError("no RSA key")
    size, start = der[1], 2
    if size & 0x80:  # the long form: the length of the length
        start += size & 0x7F
        size = int.from_bytes(der[2:start], "big")
    if len(der) < start + size:
        raise ValueError("cut short")
    return der[start : start + size], der[start + size :]
