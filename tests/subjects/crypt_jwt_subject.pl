# Crypt::JWT as a subject: JWS and JWE. Debian: libcrypt-jwt-perl.
use strict;
use warnings;
use Crypt::JWT qw(decode_jwt encode_jwt);
use JSON::PP;
use MIME::Base64 qw(decode_base64url);

my %BY_CURVE = ('P-256' => 'ES256', 'P-384' => 'ES384', 'P-521' => 'ES512', 'secp256k1' => 'ES256K', 'Ed25519' => 'EdDSA');
my $json = JSON::PP->new->utf8->canonical->max_depth(100000)->allow_nonref;

sub unsupported { die {unsupported => $_[0]} }

sub fitting {
    my $jwk = shift;
    return [$jwk->{alg}] if defined $jwk->{alg} && !ref $jwk->{alg};
    return ['HS256', 'HS384', 'HS512'] if $jwk->{kty} eq 'oct';
    return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] if $jwk->{kty} eq 'RSA';
    return [$BY_CURVE{$jwk->{crv} // ''} // unsupported('no ' . ($jwk->{crv} // 'curve'))];
}

sub octets {
    my ($given, $name) = @_;
    return pack('H*', $given->{"${name}_hex"}) if defined $given->{"${name}_hex"};
    return decode_base64url($given->{"${name}_b64u"}) if defined $given->{"${name}_b64u"};
    my $text = $given->{"${name}_utf8"} // '';
    utf8::encode($text);
    return $text;
}

sub jwk_of {
    my $key = $_[0]{key};
    unsupported('a key that is not one JWK') unless ref $key eq 'HASH' && $key->{kty};
    return $key;
}

sub only {
    my ($given, @names) = @_;
    my %allowed = map { $_ => 1 } @names;
    for (sort keys %$given) { unsupported("the option $_") unless $allowed{$_} }
    unsupported('a JSON serialization') if ref $given->{token} || ($given->{token} // '') =~ /^\s*\{/;
}

# The key of an encryption: a password as bytes, or a JWK; to encrypt, its public half.
sub jwe_key {
    my ($given, $making) = @_;
    if (ref $given->{key} eq 'HASH' && defined $given->{key}{password}) {
        my $password = $given->{key}{password};
        utf8::encode($password);
        return $password;
    }
    my %key = %{jwk_of($given)};
    unsupported('keys of kty OKP') if $key{kty} eq 'OKP';
    delete @key{qw(d p q dp dq qi)} if $making;
    return \%key;
}

sub verify {
    my $given = shift;
    only($given, 'token', 'key', 'algorithms');
    my $jwk = jwk_of($given);
    my $payload = decode_jwt(
        token => $given->{token}, key => $jwk, accepted_alg => $given->{algorithms} // fitting($jwk),
        decode_payload => 0, verify_exp => 0, verify_nbf => 0,
    );
    return {payload_hex => unpack('H*', $payload)};
}

sub sign {
    my $given = shift;
    unsupported('detached payloads') if $given->{detached} || defined $given->{header}{b64};
    my %header = %{$given->{header}};
    my $alg = delete $header{alg};
    return {token => encode_jwt(payload => octets($given, 'payload'), key => jwk_of($given), alg => $alg, extra_headers => \%header)};
}

sub decrypt {
    my $given = shift;
    only($given, 'token', 'key', 'algorithms', 'encryptions');
    my $key = jwe_key($given);
    my %more;
    $more{accepted_alg} = $given->{algorithms} if $given->{algorithms};
    $more{accepted_enc} = $given->{encryptions} if $given->{encryptions};
    my $plaintext = decode_jwt(token => $given->{token}, key => $key, decode_payload => 0, %more);
    return {plaintext_hex => unpack('H*', $plaintext)};
}

sub encrypt {
    my $given = shift;
    my %header = %{$given->{header}};
    my ($alg, $enc, $zip) = delete @header{qw(alg enc zip)};
    delete @header{qw(epk iv tag p2s)};
    unsupported('parameters of the key management') if grep { defined $header{$_} } qw(p2c apu apv);
    my $key = jwe_key($given, 1);
    my %zip = defined $zip ? (zip => 'deflate') : ();
    return {token => encode_jwt(payload => octets($given, 'plaintext'), key => $key, alg => $alg, enc => $enc, extra_headers => \%header, %zip)};
}

my %run = ('JWS verify' => \&verify, 'JWS sign' => \&sign, 'JWE decrypt' => \&decrypt, 'JWE encrypt' => \&encrypt);
my $hello = {
    name => 'Crypt::JWT', version => "$Crypt::JWT::VERSION", language => sprintf('Perl %vd', $^V),
    supports => {JWS => ['verify', 'sign'], JWE => ['decrypt', 'encrypt']}, limits => {clock => JSON::PP::false},
};

$| = 1;
while (my $line = <STDIN>) {
    my $asked = $json->decode($line);
    last if $asked->{bye};
    if ($asked->{hello}) { print $json->encode($hello), "\n"; next }
    my $answer = {id => $asked->{id}};
    my $out = eval { $run{"$asked->{family} $asked->{op}"}->($asked->{in}) };
    my $error = $@;
    if ($out) { $answer->{ok} = JSON::PP::true; $answer->{out} = $out }
    elsif (ref $error eq 'HASH') { $answer->{unsupported} = $error->{unsupported} }
    else { $answer->{ok} = JSON::PP::false; $answer->{error} = substr("$error", 0, 200) }
    print $json->encode($answer), "\n";
}
