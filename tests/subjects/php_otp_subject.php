<?php
// christianriesen/otp as a subject: HOTP and TOTP. Debian: php-cli php-christianriesen-otp.
require_once 'ChristianRiesen/Otp/autoload.php';

class Unsupported extends Exception
{
}

function otp(array $given): Otp\Otp
{
    if ($given['digest'] !== 'sha1') {
        throw new Unsupported('no ' . $given['digest']);
    }
    try {
        return (new Otp\Otp())->setDigits($given['digits']);
    } catch (InvalidArgumentException $error) {
        throw new Unsupported($error->getMessage());
    }
}

function secret(array $given): string
{
    return hex2bin($given['secret_hex']);
}

// The library keeps 32 bits of a counter.
function counter(array $given, string $name): int
{
    $value = $given[$name];
    if (is_int($value) && $value >= 2 ** 32) {
        throw new Unsupported('counters of more than 32 bits');
    }
    if (!is_int($value) || $value < 0) {
        throw new InvalidArgumentException("$name is no counter");
    }
    return $value;
}

function step(array $given): int
{
    return intdiv(counter($given, 'time'), $given['interval']);
}

$run = [
    'HOTP code' => fn ($given) => ['code' => otp($given)->hotp(secret($given), counter($given, 'counter'))],
    'HOTP verify' => function ($given) {
        if (!otp($given)->checkHotp(secret($given), counter($given, 'counter'), $given['code'])) {
            throw new InvalidArgumentException('another code');
        }
        return (object) [];
    },
    'TOTP code' => fn ($given) => ['code' => otp($given)->totp(secret($given), step($given))],
];
$version = trim((string) shell_exec("dpkg-query -W -f '\${source:Upstream-Version}' php-christianriesen-otp 2>/dev/null"));
$hello = [
    'name' => 'christianriesen/otp', 'version' => $version, 'language' => 'PHP ' . PHP_VERSION,
    'supports' => ['HOTP' => ['code', 'verify'], 'TOTP' => ['code']], 'limits' => ['clock' => false],
];

ini_set('display_errors', 'stderr');
while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true, 100000, JSON_BIGINT_AS_STRING);
    if (isset($asked['bye'])) {
        break;
    }
    $answer = $hello;
    if (!isset($asked['hello'])) {
        $answer = ['id' => $asked['id']];
        try {
            $answer += ['ok' => true, 'out' => $run["{$asked['family']} {$asked['op']}"]($asked['in'])];
        } catch (Unsupported $reason) {
            $answer['unsupported'] = $reason->getMessage();
        } catch (InvalidArgumentException | TypeError | ValueError $error) {
            $answer += ['ok' => false, 'error' => $error->getMessage()];
        }
    }
    echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES), "\n";
}
